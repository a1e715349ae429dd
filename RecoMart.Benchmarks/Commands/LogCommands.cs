using System.CommandLine;
using System.Text.Json;
using RecoMart.Benchmarks.Streaming.Log;
using RecoMart.Messaging;

namespace RecoMart.Benchmarks.Commands;

/// <summary>
/// <c>log-publish</c> and <c>log-read</c>: what the event log alone can do. Each is a process of its own, so that what one sees of the
/// other is measured too.
/// </summary>
internal static class LogCommands
{
    public static Command CreatePublish()
    {
        var (setting, topic) = (Setting(), Topic());
        var writers = new Option<int>("--writers") { Description = "Publishers that each wait for their events.", DefaultValueFactory = _ => 1 };
        var batch = new Option<int>("--batch") { Description = "Events that a publisher hands over at a time.", DefaultValueFactory = _ => 1 };
        var seconds = new Option<double>("--seconds") { Description = "How long.", DefaultValueFactory = _ => 5 };
        var count = new Option<long?>("--count") { Description = "How many events, instead of how long." };
        var warmUp = new Option<long>("--warm-up") { Description = "Events to publish before, which are not measured." };
        var ids = new Option<bool>("--ids") { Description = "Print the value of each event when it is acknowledged, and nothing else." };
        var command = new Command("log-publish", "Publishes to the event log, and measures.") { setting, topic, writers, batch, seconds, count, warmUp, ids };
        command.SetAction(async (parsed, stop) =>
        {
            await using var access = new LogAccess(parsed.GetRequiredValue(setting));
            var print = parsed.GetValue(ids);
            var publisher = new LogPublisher(
                access.Log, parsed.GetValue(topic)!, parsed.GetValue(batch), print ? values => Console.WriteLine(string.Join('\n', values)) : null);
            if (parsed.GetValue(warmUp) is > 0 and var before)
            {
                await new LogPublisher(access.Log, parsed.GetValue(topic)!, parsed.GetValue(batch))
                    .RunAsync(parsed.GetValue(writers), (published, _) => !stop.IsCancellationRequested && published < before);
            }
            var (most, longest) = (parsed.GetValue(count), parsed.GetValue(seconds));
            var run = await publisher.RunAsync(
                parsed.GetValue(writers),
                (published, time) => !stop.IsCancellationRequested && (most is { } limit ? published < limit : time.TotalSeconds < longest));
            if (!print)
                Say(run);
        });
        return command;
    }

    public static Command CreateRead()
    {
        var (setting, topic) = (Setting(), Topic());
        var count = new Option<long>("--count") { Description = "Ends after so many events.", DefaultValueFactory = _ => 1000 };
        var command = new Command("log-read", "Reads events from the oldest on, and measures.") { setting, topic, count };
        command.SetAction(async parsed =>
        {
            await using var access = new LogAccess(parsed.GetRequiredValue(setting));
            Say(await new LogReader(access.Log, parsed.GetValue(topic)!).RunAsync(parsed.GetValue(count)));
        });
        return command;
    }

    private static Argument<string> Setting() => new("setting")
    {
        Description = "The log: ConnectionStrings:event-log=Data Source=FILE or ConnectionStrings:kafka=HOST:PORT.",
    };

    private static Option<string> Topic() =>
        new("--topic") { Description = "The topic, made if it is missing.", DefaultValueFactory = _ => EventTopics.Transactions };

    private static void Say(LogRun run) => Console.WriteLine(JsonSerializer.Serialize(run, ReportJson.Options));
}
