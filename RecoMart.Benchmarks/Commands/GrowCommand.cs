using System.CommandLine;
using System.Globalization;
using RecoMart.Benchmarks.Batch;
using RecoMart.Benchmarks.Measurement;
using Spectre.Console;
using static RecoMart.Benchmarks.Commands.Figures;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>grow</c>: what do more rows and more files cost, and does memory grow with them?</summary>
internal static class GrowCommand
{
    public static Command Create()
    {
        var rows = Numbers("--rows", "Numbers of rows, each in one file.", [1_000_000, 10_000_000, 30_000_000]);
        var files = Numbers("--files", "Numbers of files that share the rows of --file-rows.", [1, 10, 1_000]);
        var fileRows = new Option<long>("--file-rows") { Description = "The rows that the files share.", DefaultValueFactory = _ => 2_000_000 };
        var runs = new Option<int>("--runs") { Description = "Measured runs of each.", DefaultValueFactory = _ => 5 }.AtLeastOne();
        var threads = new Option<int>("--threads") { Description = "Threads for the ingestor.", DefaultValueFactory = _ => 2 };
        var json = JsonOption.Create();
        var ingestor = IngestorOption.Create();
        var command = new Command("grow", "Measures how the batch ingestor's time and memory grow with rows and files.")
        {
            rows, files, fileRows, runs, threads, json, ingestor,
        };
        command.SetAction(parsed =>
        {
            var options = new GrowOptions(
                parsed.GetRequiredValue(rows), parsed.GetRequiredValue(files), parsed.GetValue(fileRows), parsed.GetValue(runs),
                parsed.GetValue(threads), parsed.GetValue(ingestor)?.FullName);
            var report = new GrowScenario(options, Console.Error.WriteLine).Run();
            Print("rows", report.ByRows, "million rows", 1e6);
            Print(Text($"files of {options.FileRows:N0} rows together"), report.ByFiles, "file", 1);
            JsonOption.Write(parsed.GetValue(json), report);
        });
        return command;
    }

    private static void Print(string what, GrowSeries series, string unit, double unitSize)
    {
        if (series.Points.Count == 0)
            return;
        var table = new Table().AddColumns(what, "wall s", "CPU s", "peak MB");
        foreach (var point in series.Points)
            table.AddRow(Text($"{point.Size:N0}"), Text(point.WallSeconds), Text(point.CpuSeconds), Text(point.PeakMegabytes, "F0"));
        AnsiConsole.Write(table);
        if (series is { WallSeconds: { } wall, CpuSeconds: { } cpu })
            Console.WriteLine($"{Describe("wall", wall)}; {Describe("CPU", cpu)}");

        string Describe(string name, Line line) => Text(
            $"{name} {line.Slope * unitSize * 1e3:F2} ms per {unit} + {line.Start * 1e3:F0} ms, off by {line.LargestDeviation:P0} at most");
    }

    private static Option<long[]> Numbers(string name, string description, long[] usual)
    {
        return new Option<long[]>(name)
        {
            Description = $"{description} Separated by commas, or none.",
            DefaultValueFactory = _ => usual,
            CustomParser = result => Parse(result.Tokens.Single().Value, result.AddError),
        };

        long[] Parse(string text, Action<string> addError)
        {
            if (text == "none")
                return [];
            var numbers = text.Split(',').Select(part => long.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : 0).ToArray();
            if (numbers.Any(number => number < 1))
                addError($"{name}: '{text}' is not a list of positive numbers such as {string.Join(',', usual)}.");
            return numbers;
        }
    }
}
