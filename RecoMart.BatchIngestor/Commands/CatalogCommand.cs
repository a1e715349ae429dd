using System.CommandLine;
using System.Globalization;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Lake;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Commands;

/// <summary><c>catalog</c></summary>
internal static class CatalogCommand
{
    public static Command Create()
    {
        var command = new Command("catalog", "List what is in the lake: layer, source, date, rows, size and quality.");
        command.SetAction((parsed, cancellationToken) => IngestorCommandLine.ExecuteAsync(parsed, (context, _) => Task.FromResult(Run(context)), cancellationToken));
        return command;
    }

    private static int Run(CommandContext context)
    {
        LakeView.RequireLake(context);
        var problems = new List<LakeProblem>();
        var entries = context.Lake.List(problems.Add).Where(entry => context.Settings.Date is null || entry.Partition.Date == context.Settings.Date).ToList();
        var code = problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        if (context.Json)
        {
            CommandContext.PrintJson(new CatalogReport(code, context.Lake.BasePath, [.. entries.Select(CatalogRow.Of)], problems), ReportJson.Readable.CatalogReport);
            return code;
        }
        var table = new Table().RoundedBorder().AddColumns("Layer", "Source", "Date", "Mode");
        table.AddColumn(new TableColumn("Rows").RightAligned()).AddColumn(new TableColumn("Bytes").RightAligned()).AddColumns("Ingested (UTC)", "Quality", "File");
        foreach (var row in entries.Select(CatalogRow.Of))
        {
            table.AddRow(
                row.Layer,
                Markup.Escape(PlainText.Escape(row.Source)),
                row.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                row.Mode is { } mode ? LakeModeName.Of(mode) : "",
                row.Rows.ToString("N0", CultureInfo.InvariantCulture),
                row.Bytes.ToString("N0", CultureInfo.InvariantCulture),
                row.Ingested.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                row.Quality,
                Markup.Escape(PlainText.Escape(row.File)));
        }
        context.Console.Write(table);
        LakeView.WriteProblems(context.Console, problems);
        if (entries.Count == 0)
            context.Console.MarkupLineInterpolated($"Nothing is in the lake at {context.Lake.BasePath} yet. Run ingest.");
        return code;
    }
}
