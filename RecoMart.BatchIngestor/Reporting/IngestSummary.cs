using System.Globalization;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Lake;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>What an ingest did, as tables for people.</summary>
internal static class IngestSummary
{
    private const int MaxShown = 120;

    /// <summary>Has the tables' code compiled before it is needed, by a table that nobody sees.</summary>
    public static void WarmUp()
    {
        var nowhere = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
        var source = new SourceResult
        {
            Source = "warm-up",
            Succeeded = true,
            Published = true,
            Files = [new SourceFileReport { File = "warm-up", Outcome = SourceFileOutcome.Skipped, Reason = "warm-up" }],
            Quality = new QualityReport
            {
                RowsIn = 1,
                Raw = 1,
                Validated = 0,
                Quarantined = 1,
                QuarantinedByReason = new Dictionary<string, long> { ["warm-up"] = 1 },
                NulledByReason = new Dictionary<string, long>(),
                DuplicateKeys = 0,
                Warnings = [],
            },
            DurationSeconds = 0,
        };
        Write(nowhere, new IngestResult("", LakeMode.Snapshot, default, "", "", [source], [], 0));
    }

    /// <summary>Writes the tables.</summary>
    public static void Write(IAnsiConsole console, IngestResult result)
    {
        WriteTotals(console, result);
        WriteReasons(console, result);
        WriteFiles(console, result);
        foreach (var source in result.Sources)
        {
            foreach (var error in source.Errors)
                console.MarkupLineInterpolated($"[red]{source.Source} failed:[/] {PlainText.Escape(error)}");
        }
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Lake: {PlainText.Escape(result.StorageBase)} (date {result.Date:yyyy-MM-dd}, {LakeModeName.Of(result.Mode)})");
    }

    private static void WriteTotals(IAnsiConsole console, IngestResult result)
    {
        var table = new Table().RoundedBorder().AddColumn("Source");
        foreach (var heading in new[] { "Files", "Rows in", "Validated", "Quarantined", "Made null", "Repeated keys", "Seconds" })
            table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("Result");
        foreach (var source in result.Sources)
        {
            var quality = source.Quality;
            table.AddRow(
                source.Source,
                Number(source.Files.Count(file => file.Outcome == SourceFileOutcome.Read)),
                Number(quality?.RowsIn),
                Number(quality?.Validated),
                Number(quality?.Quarantined),
                Number(quality?.NulledByReason.Values.Sum()),
                Number(quality?.DuplicateKeys),
                source.DurationSeconds.ToString("0.00", CultureInfo.InvariantCulture),
                source switch
                {
                    { Succeeded: true, Published: true } => $"[green]ingested[/]{Known(source)}",
                    { Succeeded: true } => $"nothing new{Known(source)}",
                    { Published: true } => "[red]ingested without refused files[/]",
                    _ => "[red]failed[/]",
                });
        }
        console.Write(table);
    }

    // What an incremental run had not to read.
    private static string Known(SourceResult source)
    {
        var parts = new List<string>();
        Add(SourceFileOutcome.Unchanged, "unchanged");
        Add(SourceFileOutcome.Gone, "gone");
        return parts.Count == 0 ? "" : $" ({string.Join(", ", parts)})";

        void Add(SourceFileOutcome outcome, string word)
        {
            if (source.Files.Count(file => file.Outcome == outcome) is > 0 and var count)
                parts.Add($"{Number(count)} {word}");
        }
    }

    private static void WriteReasons(IAnsiConsole console, IngestResult result)
    {
        var table = new Table().RoundedBorder().AddColumns("Source", "What", "Why").AddColumn(new TableColumn("Count").RightAligned());
        foreach (var source in result.Sources)
        {
            if (source.Quality is not { } quality)
                continue;
            AddRows(source.Source, "row quarantined", quality.QuarantinedByReason);
            AddRows(source.Source, "value made null", quality.NulledByReason);
        }
        if (table.Rows.Count > 0)
            console.Write(table);

        void AddRows(string source, string what, IReadOnlyDictionary<string, long> counts)
        {
            foreach (var (why, count) in counts)
                table.AddRow(source, what, Markup.Escape(why), Number(count));
        }
    }

    private static void WriteFiles(IAnsiConsole console, IngestResult result)
    {
        var table = new Table().RoundedBorder().AddColumns("Source", "File without rows", "Why");
        foreach (var source in result.Sources)
        {
            foreach (var file in source.Files.Where(file => file.Outcome is not (SourceFileOutcome.Read or SourceFileOutcome.Unchanged or SourceFileOutcome.Gone)))
                AddRow(source.Source, file.File, $"{Word(file.Outcome)}{file.Reason}");
        }
        foreach (var file in result.UnusedFiles)
            AddRow("–", file, "not used: no source asks for it");
        if (table.Rows.Count > 0)
            console.Write(table);

        void AddRow(string source, string file, string why) =>
            table.AddRow(source, Markup.Escape(PlainText.OneLine(file, MaxShown)), Markup.Escape(PlainText.Escape(why)));
    }

    private static string Word(SourceFileOutcome outcome) => outcome switch
    {
        SourceFileOutcome.Skipped => "skipped: ",
        SourceFileOutcome.Refused => "refused: ",
        SourceFileOutcome.Renamed => "renamed: ",
        _ => "",
    };

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "–";
}
