using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using RecoMart.Messaging;

namespace RecoMart.Tests.EndToEnd;

/// <summary>What somebody else's client can put onto a topic of Kafka.</summary>
public sealed class KafkaPoisonTests(KafkaBroker kafka) : IClassFixture<KafkaBroker>
{
    private const string Letters = EventTopics.Users + EventTopics.DeadLetterSuffix;

    // Moments; but the machine may be busy.
    private static readonly TimeSpan s_prompt = TimeSpan.FromSeconds(15);

    private static readonly TopicPartition s_partition = new(EventTopics.Users, 0);

    private static readonly (string Reason, Message<byte[]?, byte[]?> Message)[] s_poison =
    [
        ("the value is not JSON", Message("not JSON"u8.ToArray())),
        ("user_id", Message("""{"user_id":"seven","age":28,"gender":"M","device":"Mobile"}"""u8.ToArray())),
        ("the value has 2", Message(Encoding.UTF8.GetBytes($$"""{"user_id":7,"device":"{{new string('x', 2_000_000)}}"}"""))),
        ("recomart-version is '2'", Message(User(7), ("recomart-version", "2"))),
        ("there is no value", Message(null)),
        ("the value is not UTF-8", Message([0x7b, 0xff, 0xfe, 0x7d])),
    ];

    [SkippableFact]
    public async Task Poison_becomes_dead_letters_the_events_behind_it_are_staged_and_a_replay_tries_it_once_more()
    {
        KafkaCluster.SkipUnlessInstalled();
        using var processes = new StreamProcesses(kafka.Servers);
        var port = ServiceProcess.FreePort();
        using var api = processes.StartApi();
        using var consumer = processes.StartConsumer(port);
        await StreamProcesses.HealthyAsync(processes.ApiPort, port);
        using var producer = KafkaClients.OpenProducer(kafka.Servers);

        var offsets = new List<long>();
        foreach (var (_, message) in s_poison)
            offsets.Add((await producer.ProduceAsync(s_partition, message)).Offset.Value);
        await producer.ProduceAsync(s_partition, Message(User(8)));
        await StagedAsync(processes, 8);

        var letters = await LettersAsync(s_poison.Length);
        for (var i = 0; i < s_poison.Length; i++)
        {
            var letter = Assert.Single(letters, letter => Header(letter, "dead-letter-offset") == offsets[i].ToString(CultureInfo.InvariantCulture));
            Assert.Contains(s_poison[i].Reason, Header(letter, "dead-letter-reason"), StringComparison.Ordinal);
            Assert.Equal(EventTopics.Users, Header(letter, "dead-letter-topic"));
            Assert.Equal("0", Header(letter, "dead-letter-partition"));
            Assert.Matches("^.+/.+$", Header(letter, "dead-letter-log"));
            Assert.True(DateTimeOffset.TryParse(Header(letter, "dead-letter-time"), CultureInfo.InvariantCulture, out _));
            Assert.Equal(s_poison[i].Message.Key, letter.Message.Key);
            Assert.Equal(s_poison[i].Message.Value, letter.Message.Value);
        }

        Assert.Equal(s_poison.Length, await ReplayAsync(port));
        letters = await LettersAsync(2 * s_poison.Length);
        Assert.All(s_poison, poison => Assert.Equal(2, letters.Count(letter => Equals(letter.Message.Value, poison.Message.Value))));

        // As an operator does it: the dead letter once more, repaired.
        var repaired = Message(User(9));
        repaired.Headers = letters[0].Message.Headers;
        repaired.Headers.Remove("recomart-version");
        foreach (var header in new[] { "dead-letter-log", "dead-letter-offset" })
            repaired.Headers.Remove(header);
        await producer.ProduceAsync(Letters, repaired);
        Assert.Equal(s_poison.Length + 1, await ReplayAsync(port));
        await StagedAsync(processes, 8, 9);
        Assert.Equal((3 * s_poison.Length) + 1, (await LettersAsync((3 * s_poison.Length) + 1)).Count);
        Assert.Equal(0, await consumer.StopAsync());
        Assert.Equal([8L, 9], processes.StagedUsers());
    }

    private static Message<byte[]?, byte[]?> Message(byte[]? value, params (string Name, string Value)[] headers)
    {
        var message = new Message<byte[]?, byte[]?> { Key = "7"u8.ToArray(), Value = value, Headers = [] };
        foreach (var (name, text) in headers)
            message.Headers.Add(name, Encoding.UTF8.GetBytes(text));
        return message;
    }

    private static byte[] User(long id) => Encoding.UTF8.GetBytes($$"""{"user_id":{{id}},"age":28,"gender":"M","device":"Mobile"}""");

    private static bool Equals(byte[]? one, byte[]? other) => one.AsSpan().SequenceEqual(other) && one is null == other is null;

    private static string Header(ConsumeResult<byte[]?, byte[]?> letter, string name) =>
        Encoding.UTF8.GetString(letter.Message.Headers.Single(header => header.Key == name).GetValueBytes());

    private static async Task StagedAsync(StreamProcesses processes, params long[] users)
    {
        var start = Stopwatch.GetTimestamp();
        await StreamProcesses.UntilAsync(
            () => users.SequenceEqual(processes.StagedUsers()), () => $"Staged: {string.Join(", ", processes.StagedUsers())}");
        Assert.True(Stopwatch.GetElapsedTime(start) < s_prompt, $"It took {Stopwatch.GetElapsedTime(start)}.");
    }

    private async Task<List<ConsumeResult<byte[]?, byte[]?>>> LettersAsync(int count)
    {
        List<ConsumeResult<byte[]?, byte[]?>> letters = [];
        await StreamProcesses.UntilAsync(
            () => (letters = KafkaClients.ReadAll(kafka.Servers, Letters)).Count >= count, () => $"{letters.Count} dead letters, not {count}.");
        Assert.Equal(count, letters.Count);
        return letters;
    }

    private static async Task<int> ReplayAsync(int port)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Add("X-RecoMart-Internal-Key", StreamProcesses.Key);
        using var response = await client.PostAsync(new Uri("/dead-letters/replay", UriKind.Relative), content: null);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("replayed").GetInt32();
    }
}
