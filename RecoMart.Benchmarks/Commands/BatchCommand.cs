using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RecoMart.Benchmarks.Batch;
using RecoMart.Benchmarks.Measurement;
using Spectre.Console;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>batch</c>: the ingestor against DuckDB.</summary>
internal static class BatchCommand
{
    public static Command Create()
    {
        var rows = new Option<long>("--rows") { Description = "Rows to generate.", DefaultValueFactory = _ => 10_000_000 };
        var pairs = new Option<int>("--pairs") { Description = "Measured pairs of runs.", DefaultValueFactory = _ => 5 };
        var threads = new Option<int>("--threads") { Description = "Threads for each side.", DefaultValueFactory = _ => 2 };
        var input = new Option<FileInfo>("--input") { Description = "A transaction CSV file instead of a generated one." }.AcceptExistingOnly();
        var json = new Option<FileInfo>("--json") { Description = "Also write the result to this file." };
        var ingestor = IngestorOption.Create();
        var command = new Command("batch", "Measures the batch ingestor against DuckDB on the same transaction file.")
        {
            rows, pairs, threads, input, json, ingestor,
        };
        pairs.Validators.Add(result =>
        {
            if (result.GetValue(pairs) < 1)
                result.AddError("--pairs: at least 1.");
        });
        command.SetAction(parsed =>
        {
            var options = new BatchOptions(
                parsed.GetValue(rows), parsed.GetValue(pairs), parsed.GetValue(threads),
                parsed.GetValue(input)?.FullName, parsed.GetValue(ingestor)?.FullName);
            var report = new BatchScenario(options, Console.Error.WriteLine).Run();
            Print(report);
            if (parsed.GetValue(json) is { } file)
                File.WriteAllText(file.FullName, JsonSerializer.Serialize(report, ReportJson.Options) + "\n");
        });
        return command;
    }

    private static void Print(BatchReport report)
    {
        var figures = new Table().AddColumns("median (min–max)", "wall s", "CPU s", "peak MB");
        var outputs = new Table().AddColumns(["rows, MB", .. report.Contenders[0].Layers.Select(layer => layer.Layer)]);
        foreach (var side in report.Contenders)
        {
            figures.AddRow($"{side.Name} {side.Version}", Text(side.WallSeconds), Text(side.CpuSeconds), Text(side.PeakMegabytes, "F0"));
            outputs.AddRow([side.Name, .. side.Layers.Select(layer => Text($"{layer.Rows:N0}, {layer.Bytes / 1e6:F1}"))]);
        }

        AnsiConsole.Write(figures);
        AnsiConsole.Write(outputs);
        Console.WriteLine($"DuckDB ÷ RecoMart, pair by pair: wall {Text(report.WallRatio)}, CPU {Text(report.CpuRatio)}");
        Console.WriteLine(Text(
            $"{report.InputBytes / 1e6:F0} MB of CSV; {report.Threads} threads of {report.Machine.Processors} processors; {report.Machine.OperatingSystem}; {report.Machine.Runtime}"));
    }

    private static string Text(Spread spread, string format = "F2")
    {
        var (least, median, most) = (Number(spread.Min), Number(spread.Median), Number(spread.Max));
        return $"{median} ({least}–{most})";

        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
