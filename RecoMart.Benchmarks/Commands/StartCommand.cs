using System.CommandLine;
using RecoMart.Benchmarks.Batch;
using Spectre.Console;
using static RecoMart.Benchmarks.Commands.Figures;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>start</c>: how long does a small run take?</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        var pairs = PairsOption.Create(15);
        var json = JsonOption.Create();
        var ingestor = IngestorOption.Create();
        var command = new Command("start", "Measures 'ingest all' on the sample, start to end, against programs that only start.") { pairs, json, ingestor };
        command.SetAction(parsed =>
        {
            var report = new StartScenario(
                new StartOptions(parsed.GetValue(pairs), parsed.GetValue(ingestor)?.FullName), Console.Error.WriteLine).Run();
            Print(report);
            JsonOption.Write(parsed.GetValue(json), report);
        });
        return command;
    }

    private static void Print(StartReport report)
    {
        var table = new Table().AddColumns("median (min–max)", "wall ms", "CPU ms", "peak MB", "RecoMart ÷ it: wall");
        foreach (var contender in report.Contenders)
        {
            table.AddRow(
                contender.Name, Text(contender.WallMilliseconds, "F0"), Text(contender.CpuMilliseconds, "F0"), Text(contender.PeakMegabytes, "F0"),
                contender.WallRatio is { } ratio ? Text(ratio) : "");
        }
        AnsiConsole.Write(table);
    }
}
