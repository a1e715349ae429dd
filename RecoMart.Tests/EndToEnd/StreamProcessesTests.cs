using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RecoMart.Messaging;
using RecoMart.Tests.Messaging;

namespace RecoMart.Tests.EndToEnd;

/// <summary>API and consumer as processes on the embedded log, each without the AppHost.</summary>
public sealed class StreamProcessesTests : IDisposable
{
    // The lease has 4 s; the rest is for a busy machine.
    private static readonly TimeSpan s_takenOver = TimeSpan.FromSeconds(20);

    private readonly StreamProcesses _processes = new();

    public void Dispose() => _processes.Dispose();

    [Fact]
    public async Task While_the_API_is_away_the_consumer_keeps_its_place_and_goes_on_when_it_is_back()
    {
        using var consumer = _processes.StartConsumer();
        using (var api = _processes.StartApi())
        {
            await _processes.AcceptUserAsync(1);
            await StagedAsync(1);
            api.Kill();
        }
        await PublishAsync("""{"user_id":2,"age":28,"gender":"M","device":"Mobile"}"""u8.ToArray());
        await StreamProcesses.UntilAsync(() => consumer.Lines.Any(line => line.Contains("wait, since", StringComparison.Ordinal)));

        using var again = _processes.StartApi();

        await StagedAsync(1, 2);
        Assert.DoesNotContain(consumer.Lines, line => line.Contains("another consumer", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_second_consumer_stands_by_and_takes_over_when_the_first_one_dies()
    {
        using var api = _processes.StartApi();
        using var first = _processes.StartConsumer();
        await _processes.AcceptUserAsync(1);
        await StagedAsync(1);
        using var second = _processes.StartConsumer();

        first.Kill();
        await _processes.AcceptUserAsync(2);

        await StagedAsync(1, 2);
    }

    [Fact]
    public async Task Under_load_a_second_consumer_takes_over_in_seconds_and_nothing_is_lost_or_doubled()
    {
        using var load = new StreamLoad(_processes.Client) { Pause = TimeSpan.FromMilliseconds(50) };
        using var api = _processes.StartApi();
        using var first = _processes.StartConsumer();
        await StreamProcesses.HealthyAsync(_processes.ApiPort);
        var posting = load.StartAsync();
        await StagedTransactions.MoreAsync(_processes, load, 200);
        var port = ServiceProcess.FreePort();
        using var second = _processes.StartConsumer(port);
        await StreamProcesses.HealthyAsync(port);

        first.Kill();
        var start = Stopwatch.GetTimestamp();
        // What the first one had posted may still be on its way.
        await StagedTransactions.MoreAsync(_processes, load, 2 * 2000);

        Assert.True(Stopwatch.GetElapsedTime(start) < s_takenOver, $"It took {Stopwatch.GetElapsedTime(start)}.");
        await load.StopAsync();
        await posting;
        await StagedTransactions.AllAcceptedAsync(_processes, load, () => string.Join('\n', second.Lines.TakeLast(20)));
        Assert.Equal(0, await second.StopAsync());
        StagedTransactions.AssertExactlyOnce(_processes, load);
    }

    [Fact]
    public async Task Poison_put_straight_onto_the_topic_becomes_dead_letters_and_a_replay_tries_it_again()
    {
        using var api = _processes.StartApi();
        var port = ServiceProcess.FreePort();
        using var consumer = _processes.StartConsumer(port);
        await _processes.AcceptUserAsync(1);
        await PublishAsync("not JSON"u8.ToArray(), null, [0xff, 0xfe], """{"user_id":7,"age":-1,"gender":"M","device":"Mobile"}"""u8.ToArray());
        await _processes.AcceptUserAsync(2);
        await StagedAsync(1, 2);
        await DeadLettersAsync(4);

        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Add("X-RecoMart-Internal-Key", StreamProcesses.Key);
        using var response = await client.PostAsync(new Uri("/dead-letters/replay", UriKind.Relative), content: null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(4, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("replayed").GetInt32());
        await DeadLettersAsync(8);
        Assert.Equal([1L, 2], _processes.StagedUsers());
    }

    [Fact]
    public async Task The_command_replay_says_how_many_and_ends()
    {
        using var command = _processes.StartConsumerCommand("replay");

        await StreamProcesses.UntilAsync(() => command.HasExited);

        Assert.Equal(0, await command.StopAsync());
        Assert.Contains("0 dead letters went back to their topics.", command.Lines);
    }

    [Fact]
    public async Task Both_stop_at_once_and_well_when_they_are_asked_to()
    {
        using var api = _processes.StartApi();
        using var consumer = _processes.StartConsumer();
        await _processes.AcceptUserAsync(1);
        await StagedAsync(1);

        Assert.Equal(0, await consumer.StopAsync());
        Assert.Equal(0, await api.StopAsync());
        Assert.DoesNotContain(consumer.Lines.Concat(api.Lines), line => line.Contains(" error ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_event_log_the_consumer_does_not_start_and_says_what_to_set()
    {
        using var consumer = ServiceProcess.Start("RecoMart.Consumer", AppContext.BaseDirectory, new Dictionary<string, string>());

        await StreamProcesses.UntilAsync(() => consumer.HasExited);

        Assert.Equal(2, await consumer.StopAsync());
        var line = Assert.Single(consumer.Lines);
        Assert.Contains("ConnectionStrings:kafka", line, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings:event-log", line, StringComparison.Ordinal);
    }

    private Task StagedAsync(params long[] ids) => StreamProcesses.UntilAsync(
        () => ids.SequenceEqual(_processes.StagedUsers()), () => $"Staged: {string.Join(", ", _processes.StagedUsers())}");

    private async Task PublishAsync(params byte[]?[] values)
    {
        using var host = _processes.OpenLog();
        await using var log = host.Services.GetRequiredService<IEventLog>();
        foreach (var value in values)
            await log.PublishAsync(new EventMessage(EventTopics.Users, "7", value is null ? (ReadOnlyMemory<byte>?)null : value));
    }

    // By a group of the test's own, which reads them all.
    private async Task DeadLettersAsync(int count)
    {
        using var host = _processes.OpenLog();
        await using var log = host.Services.GetRequiredService<IEventLog>();
        await using var reader = log.Subscribe([EventTopics.DeadLettersOf(EventTopics.Users)], $"test-{Guid.NewGuid():N}");
        var letters = new List<ReceivedEvent>();
        await StreamProcesses.UntilAsync(async () =>
        {
            letters.AddRange((await reader.ReadAsync(100, TimeSpan.FromSeconds(1))).Events);
            return letters.Count >= count;
        });
        Assert.Equal(count, letters.Count);
        Assert.All(letters, letter => Assert.Contains(letter.Headers, header => header.Name == "dead-letter-reason" && header.Value.Length > 0));
    }

    [SkippableFact]
    public async Task A_full_disk_under_the_embedded_log_is_a_503_and_with_room_again_everything_accepted_is_staged()
    {
        using var processes = new StreamProcesses();
        using var disk = SmallDisk.Mount(processes.EventsDir, megabytes: 8);
        var ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[4_000_000]);
        using var api = processes.StartApi();
        await processes.AcceptUserAsync(0);
        var accepted = new HashSet<long> { 0 };

        HttpStatusCode status;
        var first = 1L;
        do
        {
            long[] ids = [.. Enumerable.Range(0, 2000).Select(i => first + i)];
            first += ids.Length;
            using var response = await processes.Client.PostAsJsonAsync(
                new Uri("/users/batch", UriKind.Relative), ids.Select(id => new { user_id = id, age = 28, gender = "M", device = "Mobile" }));
            status = response.StatusCode;
            // The disk may be full in the midst of a batch.
            if (status is HttpStatusCode.Created or HttpStatusCode.MultiStatus)
            {
                var items = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray().ToList();
                accepted.UnionWith(ids.Where((_, i) => items[i].GetProperty("status").GetString() == "accepted"));
            }
            else
            {
                Assert.NotNull(response.Headers.RetryAfter);
            }
        }
        while (status is HttpStatusCode.Created or HttpStatusCode.MultiStatus);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);

        File.Delete(ballast);
        await processes.AcceptUserAsync(-1);
        using var consumer = processes.StartConsumer();
        await StreamProcesses.UntilAsync(() => processes.StagedUsers().Contains(-1));
        Assert.Empty(accepted.Except(processes.StagedUsers()));
        Assert.Equal(processes.StagedUsers().Count, processes.StagedUsers().Distinct().Count());
        Assert.Equal(0, await consumer.StopAsync());
        Assert.Equal(0, await api.StopAsync());
    }
}
