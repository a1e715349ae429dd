using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Commands;

/// <summary><c>ingest [users|products|transactions|all]</c></summary>
internal static class IngestCommand
{
    private const string All = "all";

    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "What to ingest.", DefaultValueFactory = _ => All };
        source.AcceptOnlyFromAmong([.. SourceContract.All.Select(contract => contract.Name), All]);
        var command = new Command("ingest", "Read the source files into the lake. A second run on the same day replaces the first.") { source };
        command.SetAction((parsed, cancellationToken) =>
        {
            WarmUp(withTables: !parsed.GetValue(CommonOptions.Json));
            return IngestorCommandLine.ExecuteAsync(parsed, (context, token) => RunAsync(context, parsed.GetValue(source)!, token), cancellationToken);
        });
        return command;
    }

    // What comes last is compiled last.
    private static void WarmUp(bool withTables) => LakeWarmUp.Start().ContinueWith(
        _ =>
        {
            if (withTables)
                IngestSummary.WarmUp();
        },
        TaskScheduler.Default);

    private static async Task<int> RunAsync(CommandContext context, string source, CancellationToken cancellationToken)
    {
        var run = context.Services.GetRequiredService<IngestRun>();
        var progress = context.Services.GetRequiredService<IngestProgress>();
        var logger = context.Services.GetRequiredService<ILogger<IngestRun>>();
        var ingesting = Task.Run(() => run.RunAsync(source == All ? null : source, cancellationToken), cancellationToken);
        if (context.Interactive)
            await ProgressView.ShowBarAsync(context.Console, progress, ingesting);
        else
            await ProgressView.LogAsync(logger, progress, ingesting);
        var result = await ingesting;
        var code = result.Succeeded ? ExitCode.Success : ExitCode.Failure;
        if (context.Json)
            CommandContext.PrintJson(IngestReport.Of(result, code), ReportJson.Readable.IngestReport);
        else
            IngestSummary.Write(context.Console, result);
        return code;
    }
}
