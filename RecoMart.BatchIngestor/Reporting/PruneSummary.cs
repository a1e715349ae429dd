using System.Globalization;
using RecoMart.BatchIngestor.Commands;
using RecoMart.BatchIngestor.Retention;
using RecoMart.ServiceDefaults;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>What pruning did or would do, as a table for people.</summary>
internal static class PruneSummary
{
    /// <summary>Writes the table, what is wrong, and how to go on.</summary>
    public static void Write(IAnsiConsole console, PruneResult result, string storageBase)
    {
        var all = result.Pruned.Select(partition => (Partition: partition, Word: result.Applied ? "deleted" : "would go"))
            .Concat(result.Kept.Select(partition => (Partition: partition, Word: "[green]stays[/]")))
            .OrderBy(row => row.Partition.Path, StringComparer.Ordinal)
            .ToList();
        if (all.Count > 0)
        {
            var table = new Table().RoundedBorder().AddColumn("Partition").AddColumn(new TableColumn("Bytes").RightAligned()).AddColumns("", "Why");
            foreach (var (partition, word) in all)
            {
                table.AddRow(
                    Markup.Escape(PlainText.Escape(partition.Path)),
                    partition.Bytes.ToString("N0", CultureInfo.InvariantCulture),
                    word,
                    Markup.Escape(PlainText.Escape(partition.Why)));
            }
            console.Write(table);
        }
        LakeView.WriteProblems(console, result.Problems);
        var layers = string.Join(", ", result.Layers);
        var count = $"{result.Pruned.Count} {(result.Pruned.Count == 1 ? "partition" : "partitions")}";
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, result switch
        {
            { Pruned.Count: 0 } => (FormattableString)$"Nothing to delete in {layers} from before {result.Before:yyyy-MM-dd}.",
            { Applied: true } => $"Deleted {count} from before {result.Before:yyyy-MM-dd}, {result.PrunedBytes:N0} bytes, in {layers}.",
            _ => $"Would delete {count} from before {result.Before:yyyy-MM-dd}, {result.PrunedBytes:N0} bytes, in {layers}. Nothing was deleted: add --apply to do it.",
        });
        console.MarkupLineInterpolated($"Lake: {PlainText.Escape(storageBase)}");
    }
}
