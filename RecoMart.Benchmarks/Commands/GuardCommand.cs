using System.CommandLine;
using RecoMart.Benchmarks.Batch;
using RecoMart.Benchmarks.Measurement;
using RecoMart.Benchmarks.Streaming;
using Spectre.Console;
using static RecoMart.Benchmarks.Commands.Figures;

namespace RecoMart.Benchmarks.Commands;

/// <summary>
/// <c>guard</c>: a few short measurements, each beside what is aimed at for the full one and twice that. It reports and judges nothing: on a
/// machine that does other work, too, a figure out of line says that somebody should measure properly.
/// </summary>
internal static class GuardCommand
{
    private const int Pairs = 2;
    private const int Clients = 256;

    public static Command Create()
    {
        var ingestor = IngestorOption.Create();
        var command = new Command("guard", "Takes a minute or two to tell whether something has become much slower against its peer.") { ingestor };
        command.SetAction(async parsed =>
        {
            var table = new Table().AddColumns("RecoMart ÷ peer, median (min–max)", "wall", "CPU", "aimed at", "twice that", "");
            var build = parsed.GetValue(ingestor)?.FullName;
            foreach (var (source, rows, peers) in new (BatchSource, long, (PeerOutputs, double)[])[]
            {
                (BatchSource.Transactions, 3_000_000, [(PeerOutputs.Validated, 0.40), (PeerOutputs.All, 0.50)]),
                (BatchSource.Users, BatchSource.Users.DefaultRows, [(PeerOutputs.All, 0.40)]),
                (BatchSource.Products, BatchSource.Products.DefaultRows, [(PeerOutputs.All, 0.90)]),
            })
            {
                var options = new BatchOptions { Source = source, Rows = rows, Pairs = Pairs, PeerOutputs = [.. peers.Select(peer => peer.Item1)], Ingestor = build };
                foreach (var (peer, (_, aim)) in new BatchScenario(options, _ => { }).Run().Peers.Zip(peers))
                    Add(table, Text($"{rows:N0} {source.Name}, {peer.Peer.Name}"), peer.WallRatio, peer.CpuRatio, aim, 2 * aim);
            }
            foreach (var peer in new StartScenario(new StartOptions(5, build), _ => { }).Run().Contenders.Skip(1))
                Add(table, $"ingest all on the sample, {peer.Name}", peer.WallRatio!, null, 1, 2);

            var streams = new StreamOptions { Parts = [StreamPart.One], Connections = [Clients], Pairs = Pairs, Seconds = 2 };
            var posts = (await new StreamScenario(streams, _ => { }).RunAsync()).Logs.Single().OnePosts.Single();
            const double postsAim = 0.65;
            table.AddRow(
                $"one-event posts/s, {Clients} clients, minimal API", Text(posts.Ratio), "", Text($"≥ {postsAim:F2}"), Text($"< {postsAim / 2:F2}"),
                posts.Ratio.Median < postsAim / 2 ? "beyond" : "");
            AnsiConsole.Write(table);
        });
        return command;
    }

    private static void Add(Table table, string what, Spread wall, Spread? cpu, double aim, double alarm) => table.AddRow(
        what, Text(wall), cpu is null ? "" : Text(cpu), Text($"≤ {aim:F2}"), Text($"> {alarm:F2}"), wall.Median > alarm ? "beyond" : "");
}
