using System.CommandLine;
using RecoMart.Benchmarks.Batch;
using RecoMart.Benchmarks.Measurement;
using Spectre.Console;
using static RecoMart.Benchmarks.Commands.Figures;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>layers</c>: what do prepare and features cost on top of the SQL they run?</summary>
internal static class LayersCommand
{
    public static Command Create()
    {
        var rows = new Option<long>("--rows") { Description = "Transactions in the lake.", DefaultValueFactory = _ => 30_000_000 }.AtLeastOne();
        var pairs = PairsOption.Create(5);
        var json = JsonOption.Create();
        var ingestor = IngestorOption.Create();
        var command = new Command("layers", "Measures prepare and features against the same SQL run by hand in DuckDB.") { rows, pairs, json, ingestor };
        command.SetAction(parsed =>
        {
            var options = new LayersOptions(parsed.GetValue(rows), parsed.GetValue(pairs), parsed.GetValue(ingestor)?.FullName);
            var report = new LayersScenario(options, Console.Error.WriteLine).Run();
            Print(report);
            JsonOption.Write(parsed.GetValue(json), report);
        });
        return command;
    }

    private static void Print(LayersReport report)
    {
        var figures = new Table().AddColumns("median (min–max)", "wall s", "CPU s", "peak MB", "RecoMart ÷ it: wall", "CPU");
        var disk = new Table().AddColumns("most on disk, MB", "spilled", "÷ validated", "not yet published, with that", "÷ validated");
        var tables = new Table().AddColumns("table", "rows", "MB");
        foreach (var (name, ours, theirs, wall, cpu) in report.Comparisons)
        {
            Add($"{name}: RecoMart", ours, "", "");
            Add($"{name}: by hand", theirs, Text(wall), Text(cpu));
        }
        foreach (var table in report.Tables)
            tables.AddRow(table.Layer, Text($"{table.Rows:N0}"), Text($"{table.Bytes / 1e6:F1}"));
        AnsiConsole.Write(figures);
        AnsiConsole.Write(disk);
        AnsiConsole.Write(tables);
        Console.WriteLine(Text(
            $"{report.Rows:N0} transactions, {report.ValidatedBytes / 1e6:F0} MB validated; DuckDB {report.PeerVersion}; {report.Machine}"));

        void Add(string name, LayerFigures side, string wall, string cpu)
        {
            figures.AddRow(name, Text(side.WallSeconds), Text(side.CpuSeconds), Text(side.PeakMegabytes, "F0"), wall, cpu);
            disk.AddRow(name, Text(side.SpillMegabytes, "F0"), Share(side.SpillMegabytes), Text(side.PendingMegabytes, "F0"), Share(side.PendingMegabytes));
        }

        string Share(Spread megabytes) => Text($"{megabytes.Median * 1e6 / report.ValidatedBytes:F2}");
    }
}
