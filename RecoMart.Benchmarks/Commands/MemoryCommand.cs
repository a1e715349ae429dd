using System.CommandLine;
using System.Globalization;
using RecoMart.Benchmarks.Batch;
using RecoMart.Benchmarks.Generation;
using RecoMart.Benchmarks.Measurement;
using Spectre.Console;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>memory</c>: does the ingestor's memory grow with its input?</summary>
internal static class MemoryCommand
{
    public static Command Create()
    {
        var rows = new Option<long[]>("--rows")
        {
            Description = "Numbers of rows, separated by commas.",
            DefaultValueFactory = _ => [10_000_000, 30_000_000],
            CustomParser = result => Numbers(result.Tokens.Single().Value, result.AddError),
        };
        var threads = new Option<int>("--threads") { Description = "Threads for the ingestor.", DefaultValueFactory = _ => 2 };
        var ingestor = IngestorOption.Create();
        var command = new Command("memory", "Measures the batch ingestor's peak memory for several input sizes.") { rows, threads, ingestor };
        command.SetAction(parsed => Run(new IngestorProcess(parsed.GetValue(ingestor)?.FullName), parsed.GetValue(rows)!, parsed.GetValue(threads)));
        return command;
    }

    private static void Run(IngestorProcess ingestor, long[] sizes, int threads)
    {
        var table = new Table().AddColumns("rows", "wall s", "CPU s", "peak MB", "peak ÷ first");
        long? first = null;
        foreach (var rows in sizes)
        {
            // A workspace each: the disk needs room for one size only.
            using var workspace = new Workspace();
            var input = workspace.PathOf("data", "transactions.csv");
            using (var file = File.Create(input))
                TransactionGenerator.Write(file, new TransactionOptions { Rows = rows });
            var run = ingestor.IngestTransactions(Path.GetDirectoryName(input)!, workspace.PathOf("storage"), threads);
            first ??= run.PeakBytes;
            table.AddRow([.. new FormattableString[]
            {
                $"{rows:N0}", $"{run.Wall.TotalSeconds:F2}", $"{run.Cpu.TotalSeconds:F2}", $"{run.PeakBytes / 1e6:F0}", $"{(double)run.PeakBytes / first:F2}",
            }.Select(cell => cell.ToString(CultureInfo.InvariantCulture))]);
        }

        AnsiConsole.Write(table);
    }

    private static long[] Numbers(string text, Action<string> addError)
    {
        var numbers = text.Split(',').Select(part => long.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : 0).ToArray();
        if (numbers.Any(number => number < 1))
            addError($"--rows: '{text}' is not a list of positive numbers such as 10000000,30000000.");
        return numbers;
    }
}
