using System.CommandLine;
using RecoMart.Benchmarks.Measurement;
using RecoMart.Benchmarks.Streaming;
using Spectre.Console;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>stream</c>: the way of an event from the request to the staging file, against peers.</summary>
internal static class StreamCommand
{
    public static Command Create()
    {
        var defaults = new StreamOptions();
        var kafka = new Option<string>("--kafka")
        {
            Description = "Brokers to measure on, too; by default those of ConnectionStrings__kafka. Events stay in their topics.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ConnectionStrings__kafka") ?? "",
        };
        var skipEmbedded = new Option<bool>("--skip-embedded") { Description = "Measure on Kafka only." };
        var part = new Option<StreamPart[]>("--part")
        {
            Description = "What to measure; growth has to be asked for, and makes and deletes Kafka's topics.",
            DefaultValueFactory = _ => [.. defaults.Parts],
            AllowMultipleArgumentsPerToken = true,
        };
        var connections = new Option<int[]>("--connections")
        {
            Description = "Numbers of clients that post one event at a time.",
            DefaultValueFactory = _ => [.. defaults.Connections],
            AllowMultipleArgumentsPerToken = true,
        };
        var pairs = PairsOption.Create(defaults.Pairs);
        var seconds = new Option<double>("--seconds") { Description = "How long one-event posts are counted.", DefaultValueFactory = _ => defaults.Seconds };
        var events = new Option<int>("--events") { Description = "Events to post in bulk, after as many for warm-up.", DefaultValueFactory = _ => defaults.BulkEvents }
            .AtLeastOne().AtMost(StreamOptions.MostBulkEvents, "one staging file has to hold twice as many");
        var size = new Option<int>("--size") { Description = "Events in a bulk post.", DefaultValueFactory = _ => defaults.BulkSize }.AtLeastOne();
        var posts = new Option<int>("--posts") { Description = "Posts under light load.", DefaultValueFactory = _ => defaults.LightPosts }.AtLeastOne();
        var json = JsonOption.Create();

        var command = new Command("stream", "Measures API, event log, consumer and staging against peers.")
        {
            kafka, skipEmbedded, part, connections, pairs, seconds, events, size, posts, json,
        };
        command.SetAction(async parsed =>
        {
            ReleaseBuild.Require();
            var options = new StreamOptions
            {
                Kafka = parsed.GetValue(kafka) is { Length: > 0 } brokers ? brokers : null,
                Embedded = !parsed.GetValue(skipEmbedded),
                Parts = parsed.GetValue(part)!,
                Connections = parsed.GetValue(connections)!,
                Pairs = parsed.GetValue(pairs),
                Seconds = parsed.GetValue(seconds),
                BulkEvents = parsed.GetValue(events),
                BulkSize = parsed.GetValue(size),
                LightPosts = parsed.GetValue(posts),
            };
            var report = await new StreamScenario(options, Console.Error.WriteLine).RunAsync();
            Print(report);
            JsonOption.Write(parsed.GetValue(json), report);
        });
        return command;
    }

    private static void Print(StreamReport report)
    {
        foreach (var log in report.Logs)
        {
            var table = new Table { Title = new TableTitle($"{log.Log}, median (min–max)") }.AddColumns("", "RecoMart", "peer", "ratio");
            AddRows(table, log.OnePosts);
            if (log.Bulk is { } bulk)
                AddRows(table, bulk, "");

            if (log.PostToStaged is { } latency)
                table.AddRow("ms to staged: p50, p99, max", Text($"{latency.P50:F1}, {latency.P99:F1}, {latency.Max:F1}"), "", "");
            if (log.Telemetry is { } telemetry)
            {
                table.AddRow($"posts/s, {telemetry.Connections} clients, 1 % of traces sent (peer: none)", Text(telemetry.Sampled), Text(telemetry.Off), Text(telemetry.SampledRatio, "F2"));
                table.AddRow("the same, all traces sent", Text(telemetry.Full), Text(telemetry.Off), Text(telemetry.FullRatio, "F2"));
            }
            if (log.Growth is { } growth)
            {
                AddRows(table, growth.Connections);
                foreach (var partitions in growth.Partitions)
                    AddRows(table, partitions.Bulk, Text($", {partitions.Partitions} partitions"));
            }
            AnsiConsole.Write(table);
        }

        Console.WriteLine(Text($"{report.Machine}"));
    }

    private static void AddRows(Table table, IEnumerable<OnePostReport> reports)
    {
        foreach (var posts in reports)
        {
            table.AddRow(Text($"posts/s, {posts.Connections} clients"), Text(posts.PerSecond), Text(posts.PeerPerSecond), Text(posts.Ratio, "F2"));
            table.AddRow("CPU µs each", Text(posts.CpuMicroseconds), Text(posts.PeerCpuMicroseconds), "");
        }
    }

    private static void AddRows(Table table, BulkReport bulk, string where)
    {
        table.AddRow($"bulk events/s{where}", Text(bulk.PostedPerSecond), Text(bulk.PublishedPerSecond), Text(bulk.PostRatio, "F2"));
        table.AddRow("µs each", Cost(bulk.PostedPerSecond), Cost(bulk.PublishedPerSecond), "");
        table.AddRow($"drained events/s{where}", Text(bulk.DrainedPerSecond), Text(bulk.ReadPerSecond), Text(bulk.DrainRatio, "F2"));
        table.AddRow("µs each", Cost(bulk.DrainedPerSecond), Cost(bulk.ReadPerSecond), "");
    }

    private static string Cost(Spread perSecond) => Text($"{1e6 / perSecond.Median:F1}");

    private static string Text(Spread spread, string format = "N0") => Figures.Text(spread, format);

    private static string Text(FormattableString text) => Figures.Text(text);
}
