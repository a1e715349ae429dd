using System.CommandLine;
using RecoMart.Benchmarks.Batch;
using Spectre.Console;
using static RecoMart.Benchmarks.Commands.Figures;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>batch</c>: the ingestor against DuckDB.</summary>
internal static class BatchCommand
{
    public static Command Create()
    {
        var source = SourceArgument.Create();
        var rows = new Option<long?>("--rows") { Description = "Rows to generate; by default 10 million transactions, 2 million users, 500,000 products." };
        var pairs = PairsOption.Create(5);
        var threads = new Option<int>("--threads") { Description = "Threads for each side.", DefaultValueFactory = _ => 2 };
        var outputs = new Option<PeerOutputs[]>("--peer-outputs")
        {
            Description = "What DuckDB writes: all three outputs, or validated and quarantine only. A contender for each.",
            DefaultValueFactory = _ => [PeerOutputs.All],
            AllowMultipleArgumentsPerToken = true,
        };
        var input = new Option<FileInfo>("--input") { Description = "A source file instead of a generated one." }.AcceptExistingOnly();
        var json = JsonOption.Create();
        var ingestor = IngestorOption.Create();
        var command = new Command("batch", "Measures the batch ingestor against DuckDB on the same source file.")
        {
            source, rows, pairs, threads, outputs, input, json, ingestor,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(source) is { } name && name != BatchSource.Transactions.Name && result.GetValue(outputs)!.Contains(PeerOutputs.Validated))
                result.AddError("--peer-outputs validated: for transactions only.");
        });
        command.SetAction(parsed =>
        {
            var measured = BatchSource.Named(parsed.GetRequiredValue(source));
            var report = new BatchScenario(
                new BatchOptions
                {
                    Source = measured,
                    Rows = parsed.GetValue(rows) ?? measured.DefaultRows,
                    Pairs = parsed.GetValue(pairs),
                    Threads = parsed.GetValue(threads),
                    PeerOutputs = parsed.GetRequiredValue(outputs),
                    Input = parsed.GetValue(input)?.FullName,
                    Ingestor = parsed.GetValue(ingestor)?.FullName,
                },
                Console.Error.WriteLine).Run();
            Print(report);
            JsonOption.Write(parsed.GetValue(json), report);
        });
        return command;
    }

    private static void Print(BatchReport report)
    {
        var figures = new Table().AddColumns("median (min–max)", "wall s", "CPU s", "peak MB", "RecoMart ÷ it: wall", "CPU");
        var outputs = new Table().AddColumns(["rows, MB", .. report.Ingestor.Layers.Select(layer => layer.Layer)]);
        Add(report.Ingestor, "", "");
        foreach (var (peer, wall, cpu) in report.Peers)
            Add(peer, Text(wall), Text(cpu));

        AnsiConsole.Write(figures);
        AnsiConsole.Write(outputs);
        Console.WriteLine(Text(
            $"{report.InputBytes / 1e6:F0} MB of {report.Source}; {report.Threads} threads of {report.Machine}"));

        void Add(ContenderReport side, string wall, string cpu)
        {
            figures.AddRow($"{side.Name} {side.Version}", Text(side.WallSeconds), Text(side.CpuSeconds), Text(side.PeakMegabytes, "F0"), wall, cpu);
            outputs.AddRow([side.Name, .. side.Layers.Select(layer => layer.Bytes == 0 ? "–" : Text($"{layer.Rows:N0}, {layer.Bytes / 1e6:F1}"))]);
        }
    }
}
