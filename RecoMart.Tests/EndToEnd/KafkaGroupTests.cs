using System.Diagnostics;
using System.Globalization;
using System.Net;
using Confluent.Kafka;
using RecoMart.Messaging;
using Xunit.Abstractions;

namespace RecoMart.Tests.EndToEnd;

/// <summary>Consumers as members of a group of Kafka's, each a process.</summary>
public sealed class KafkaGroupTests(KafkaBroker kafka, ITestOutputHelper output) : IClassFixture<KafkaBroker>
{
    // The back-off's longest pause and a request.
    private static readonly TimeSpan s_resumed = TimeSpan.FromSeconds(15);

    private const int Partitions = 2 * EventTopics.DefaultPartitions;

    [SkippableFact]
    public async Task Consumers_that_come_leave_and_die_under_load_share_the_partitions_and_lose_and_double_nothing()
    {
        KafkaCluster.SkipUnlessInstalled();
        using var processes = new StreamProcesses(kafka.Servers);
        using var load = new StreamLoad(processes.Client) { Pause = TimeSpan.FromMilliseconds(50) };
        using var admin = KafkaClients.OpenAdmin(kafka.Servers);
        using var api = processes.StartApi();
        using var first = processes.StartConsumer();
        await StreamProcesses.HealthyAsync(processes.ApiPort);
        var posting = load.StartAsync();
        await SharedAsync(admin, processes, members: 1);

        using var second = processes.StartConsumer();
        await SharedAsync(admin, processes, members: 2);
        Assert.Equal(0, await first.StopAsync());
        await SharedAsync(admin, processes, members: 1);
        using var third = processes.StartConsumer();
        await SharedAsync(admin, processes, members: 2);
        second.Kill();
        await SharedAsync(admin, processes, members: 1);

        await load.StopAsync();
        await posting;
        await StagedTransactions.AllAcceptedAsync(processes, load, () => string.Join('\n', third.Lines.TakeLast(20)));
        Assert.Equal(0, await third.StopAsync());
        var rows = StagedTransactions.AssertExactlyOnce(processes, load);
        output.WriteLine($"{load.AcceptedCount} accepted, {load.FailedCount} requests without a 201, {rows} staged");
    }

    [SkippableFact]
    public async Task While_the_API_is_away_the_consumer_stays_the_member_it_is_and_goes_on_in_seconds_when_it_is_back()
    {
        KafkaCluster.SkipUnlessInstalled();
        using var processes = new StreamProcesses(kafka.Servers)
        {
            // The shortest that Kafka allows with this session: who does not read for so long is out of the group.
            Environment = new Dictionary<string, string> { ["Aspire__Confluent__Kafka__Consumer__Config__MaxPollIntervalMs"] = "10000" },
        };
        using var admin = KafkaClients.OpenAdmin(kafka.Servers);
        using var producer = KafkaClients.OpenProducer(kafka.Servers);
        using var consumer = processes.StartConsumer();
        Dictionary<string, int> members;
        using (var api = processes.StartApi())
        {
            await processes.AcceptUserAsync(100);
            await StagedAsync(processes, 100);
            await SharedAsync(admin, processes, members: 1);
            members = await admin.MembersAsync(processes.Group);
            api.Kill();
        }
        var away = Stopwatch.GetTimestamp();
        await producer.ProduceAsync(EventTopics.Users, new Message<byte[]?, byte[]?>
        {
            Key = "101"u8.ToArray(),
            Value = """{"user_id":101,"age":28,"gender":"M","device":"Mobile"}"""u8.ToArray(),
        });
        await StreamProcesses.UntilAsync(
            () => consumer.Lines.Any(line => line.Contains("wait, since", StringComparison.Ordinal))
                && Stopwatch.GetElapsedTime(away) > TimeSpan.FromSeconds(15),
            () => string.Join('\n', consumer.Lines.TakeLast(20)));

        Assert.Equal(members, await admin.MembersAsync(processes.Group));
        using var again = processes.StartApi();
        await StreamProcesses.HealthyAsync(processes.ApiPort);
        var back = Stopwatch.GetTimestamp();
        await StagedAsync(processes, 101);
        Assert.True(Stopwatch.GetElapsedTime(back) < s_resumed, $"It took {Stopwatch.GetElapsedTime(back)}.");
        Assert.Equal(members, await admin.MembersAsync(processes.Group));
        output.WriteLine($"resumed after {Stopwatch.GetElapsedTime(back)}; {string.Join('\n', consumer.Lines)}");
    }

    [SkippableFact]
    public async Task A_topic_that_was_deleted_is_made_again_and_its_new_events_are_not_taken_for_duplicates()
    {
        KafkaCluster.SkipUnlessInstalled();
        using var processes = new StreamProcesses(kafka.Servers);
        using var admin = KafkaClients.OpenAdmin(kafka.Servers);
        using var api = processes.StartApi();
        using var consumer = processes.StartConsumer();
        await StreamProcesses.HealthyAsync(processes.ApiPort);
        var before = await AcceptAsync(processes, first: 1000);
        await StagedAsync(processes, before);

        var old = await admin.TopicIdAsync(EventTopics.Users);
        await admin.DeleteTopicsAsync([EventTopics.Users]);
        await StreamProcesses.UntilAsync(
            async () => await admin.TopicIdAsync(EventTopics.Users) is { } made && made != old,
            () => string.Join('\n', api.Lines.Concat(consumer.Lines)));
        var after = await AcceptAsync(processes, first: 2000);

        await StreamProcesses.UntilAsync(
            () => after.All(processes.StagedUsers().Contains),
            () => $"Staged: {string.Join(", ", processes.StagedUsers())}\n{string.Join('\n', api.Lines.Concat(consumer.Lines))}");
        // Their offsets are those of events that are staged already.
        Assert.Contains(KafkaClients.ReadAll(kafka.Servers, EventTopics.Users), result => result.Offset == 0);
        var staged = processes.StagedUsers();
        Assert.All(before.Concat(after), user => Assert.Single(staged, user));
    }

    // What had no 201 is not posted again: it may be in the log.
    private static async Task<long[]> AcceptAsync(StreamProcesses processes, long first)
    {
        var accepted = new List<long>();
        var next = first;
        await StreamProcesses.UntilAsync(async () =>
        {
            using var response = await processes.PostUserAsync(next);
            if (response.StatusCode == HttpStatusCode.Created)
                accepted.Add(next);
            next++;
            return accepted.Count == 20;
        });
        return [.. accepted];
    }

    private static Task StagedAsync(StreamProcesses processes, params long[] users) => StreamProcesses.UntilAsync(
        () => users.All(processes.StagedUsers().Contains), () => $"Staged: {string.Join(", ", processes.StagedUsers())}");

    private static async Task SharedAsync(IAdminClient admin, StreamProcesses processes, int members)
    {
        Dictionary<string, int> found = [];
        await StreamProcesses.UntilAsync(
            async () =>
            {
                found = await admin.MembersAsync(processes.Group);
                return found.Count == members && found.Values.Sum() == Partitions && found.Values.All(count => count == Partitions / members);
            },
            () => string.Join(", ", found.Select(member => string.Create(CultureInfo.InvariantCulture, $"{member.Key}: {member.Value}"))));
    }
}
