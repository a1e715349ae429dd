using System.CommandLine;
using System.Globalization;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Commands;

/// <summary><c>quarantine [users|products|transactions|all] [--limit N]</c></summary>
internal static class QuarantineCommand
{
    private const string All = "all";
    private const int MaxShown = 120;

    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "Whose rows to show.", DefaultValueFactory = _ => All };
        source.AcceptOnlyFromAmong([.. SourceContract.All.Select(contract => contract.Name), All]);
        var limit = new Option<int>("--limit") { Description = "How many rows to show of each source.", HelpName = "rows", DefaultValueFactory = _ => 20 };
        limit.Validators.Add(result =>
        {
            // Not through the result's own conversion, which throws where the text is no number.
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var rows) && rows >= 0))
                result.AddError("--limit takes a number of rows, such as 20.");
        });
        var command = new Command("quarantine", "Show the rows that were not taken, with file, line and reason, of the latest date or of --date.") { source, limit };
        command.SetAction((parsed, cancellationToken) => IngestorCommandLine.ExecuteAsync(
            parsed, (context, token) => RunAsync(context, parsed.GetValue(source)!, parsed.GetValue(limit), token), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string source, int limit, CancellationToken cancellationToken)
    {
        LakeView.RequireLake(context);
        var problems = new List<LakeProblem>();
        var entries = context.Lake.List(problems.Add)
            .Where(entry => entry.Partition.Layer == LakeLayer.Quarantine && (source == All || entry.Partition.Source == source))
            .Where(entry => context.Settings.Date is null || entry.Partition.Date == context.Settings.Date)
            .GroupBy(entry => entry.Partition.Source)
            .Select(dates => dates.MaxBy(entry => entry.Partition.Date)!)
            .ToList();
        var reports = new List<QuarantineReport>();
        foreach (var entry in entries)
        {
            try
            {
                reports.Add(await QuarantineReport.ReadAsync(context.Lake, entry, limit, cancellationToken));
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                problems.Add(new LakeProblem(entry.Partition.DataPath, $"can't be read: {exception.Message}"));
            }
        }
        problems.RemoveAll(problem => !problem.Path.StartsWith(LakePartition.NameOf(LakeLayer.Quarantine) + "/", StringComparison.Ordinal));
        var code = problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        if (context.Json)
        {
            CommandContext.PrintJson(new QuarantineReports(code, context.Lake.BasePath, reports, problems), ReportJson.Readable.QuarantineReports);
            return code;
        }
        LakeView.WriteProblems(context.Console, problems);
        if (reports.Count == 0 && problems.Count == 0)
            context.Console.WriteLine("Nothing was ingested that could have been quarantined.");
        foreach (var report in reports)
            Show(context.Console, report);
        return code;
    }

    private static void Show(IAnsiConsole console, QuarantineReport report)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{report.Source}[/] {report.Date:yyyy-MM-dd}: {report.Rows:N0} rows in quarantine");
        foreach (var (reason, count) in report.ByReason.OrderByDescending(reason => reason.Value))
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {count,8:N0}  {reason}");
        if (report.Shown.Count > 0)
        {
            var table = new Table().RoundedBorder().AddColumn("File").AddColumn(new TableColumn("Line").RightAligned()).AddColumns("Reason", "Value", "Row");
            foreach (var row in report.Shown)
            {
                table.AddRow(
                    new Text(PlainText.OneLine(row.File, MaxShown)),
                    new Text(row.Line.ToString(CultureInfo.InvariantCulture)),
                    new Text(row.Reason),
                    new Text(PlainText.OneLine(row.Value ?? "", MaxShown)),
                    new Text(PlainText.OneLine(row.RawText, MaxShown)));
            }
            console.Write(table);
        }
        if (report.Shown.Count < report.Rows)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"… and {report.Rows - report.Shown.Count:N0} more (--limit N)");
        console.WriteLine();
    }
}
