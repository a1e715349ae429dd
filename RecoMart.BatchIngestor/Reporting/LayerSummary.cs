using System.Globalization;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.ServiceDefaults;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>What came of making a layer, as a table for people.</summary>
internal static class LayerSummary
{
    /// <summary>Writes the table, or why there is none.</summary>
    public static void Write(IAnsiConsole console, LayerResult result, string storageBase)
    {
        if (result.Error is { } error)
        {
            console.MarkupLineInterpolated($"[red]{result.Layer} failed:[/] {PlainText.Escape(error)}");
            return;
        }
        var table = new Table().RoundedBorder().AddColumn("Table");
        foreach (var heading in new[] { "Rows", "Bytes", "Seconds" })
            table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("Of the rows that went in");
        foreach (var made in result.Tables)
        {
            table.AddRow(
                made.Table,
                made.Rows.ToString("N0", CultureInfo.InvariantCulture),
                made.Bytes.ToString("N0", CultureInfo.InvariantCulture),
                made.DurationSeconds.ToString("0.00", CultureInfo.InvariantCulture),
                string.Join(", ", made.Counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Value:N0} {count.Key.Replace('_', ' ')}"))));
        }
        console.Write(table);
        foreach (var warning in result.Warnings)
            console.MarkupLineInterpolated($"[yellow]warning:[/] {PlainText.Escape(warning)}");
        var asOf = result.AsOf is { } time ? string.Create(CultureInfo.InvariantCulture, $", as of {time:yyyy-MM-dd HH:mm:ss.FFFFFF} UTC") : "";
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Lake: {PlainText.Escape(storageBase)} ({result.Layer}, date {result.Date:yyyy-MM-dd}{asOf})");
    }
}
