using System.CommandLine;
using RecoMart.Benchmarks.Batch;
using Spectre.Console;
using static RecoMart.Benchmarks.Commands.Figures;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>incremental</c>: does an incremental run cost what the new files cost?</summary>
internal static class IncrementalCommand
{
    public static Command Create()
    {
        var files = Number("--files", "Files that the lake has.", 1_000);
        var newFiles = Number("--new", "New files.", 10);
        var rows = Number("--rows", "Rows of each file.", 10_000);
        var pairs = PairsOption.Create(5);
        var threads = new Option<int>("--threads") { Description = "Threads for the ingestor.", DefaultValueFactory = _ => 2 };
        var json = JsonOption.Create();
        var ingestor = IngestorOption.Create();
        var command = new Command("incremental", "Measures incremental ingests of a few new files among many, against snapshots.")
        {
            files, newFiles, rows, pairs, threads, json, ingestor,
        };
        command.SetAction(parsed =>
        {
            var options = new IncrementalOptions(
                parsed.GetValue(files), parsed.GetValue(newFiles), parsed.GetValue(rows), parsed.GetValue(pairs), parsed.GetValue(threads),
                parsed.GetValue(ingestor)?.FullName);
            var report = new IncrementalScenario(options, Console.Error.WriteLine).Run();
            Print(report);
            JsonOption.Write(parsed.GetValue(json), report);
        });
        return command;
    }

    private static void Print(IncrementalReport report)
    {
        var table = new Table().AddColumns("median (min–max)", "wall s", "CPU s", "run alone s", "peak MB");
        var ratios = new Table().AddColumns("", "÷ snapshot of all: wall", "CPU", "run alone", "÷ of the new: wall", "CPU", "run alone");
        foreach (var contender in report.Contenders)
        {
            table.AddRow(
                contender.Name, Text(contender.WallSeconds), Text(contender.CpuSeconds), Text(contender.RunSeconds, "F3"), Text(contender.PeakMegabytes, "F0"));
            ratios.AddRow(
                contender.Name,
                Text(contender.OfAll.Wall, "F3"), Text(contender.OfAll.Cpu, "F3"), Text(contender.OfAll.Run, "F3"),
                Text(contender.OfNew.Wall), Text(contender.OfNew.Cpu), Text(contender.OfNew.Run));
        }
        AnsiConsole.Write(table);
        AnsiConsole.Write(ratios);
        Console.WriteLine(Text($"a round of --watch: {Text(report.Watch.RunSeconds, "F3")} s, ÷ snapshot of all {Text(report.Watch.OfAll, "F3")}, ÷ of the new {Text(report.Watch.OfNew)}; nothing new: {Text(report.Watch.NothingNewSeconds, "F3")} s"));
        Console.WriteLine(Text(
            $"{report.SourceBytes / 1e6:F0} MB of files; {report.Machine}"));
    }

    private static Option<int> Number(string name, string description, int usual) =>
        new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual }.AtLeastOne();
}
