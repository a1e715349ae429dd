using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Commands;

/// <summary><c>ingest [users|products|transactions|all] [--through prepared|features]</c></summary>
internal static class IngestCommand
{
    private const string All = "all";
    private const string Validated = "validated";
    private const string Prepared = "prepared";
    private const string Features = "features";

    private static readonly ActivitySource s_activities = new(TelemetryNames.BatchActivitySource);

    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "What to ingest.", DefaultValueFactory = _ => All };
        source.AcceptOnlyFromAmong([.. SourceContract.All.Select(contract => contract.Name), All]);
        var through = new Option<string>("--through")
        {
            Description = "The last layer to make, with those before it: prepare and features in one run. Only with all sources.",
            HelpName = "layer",
            DefaultValueFactory = _ => Validated,
        };
        through.AcceptOnlyFromAmong(Validated, Prepared, Features);
        var command = new Command("ingest", "Read the source files into the lake. A second run on the same day replaces the first.") { source, through };
        foreach (var option in TransformationOptions.Features.Values.Concat(TransformationOptions.Sql.Values))
            command.Add(option);
        command.Validators.Add(result =>
        {
            // The default of what is not given does not show here.
            if ((result.GetValue(through) ?? Validated) != Validated && (result.GetValue(source) ?? All) != All)
                result.AddError("--through takes all sources; leave out the source, or write ingest all.");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            WarmUp(withTables: !parsed.GetValue(CommonOptions.Json));
            return IngestorCommandLine.ExecuteAsync(
                parsed, (context, token) => RunAsync(context, parsed.GetValue(source)!, parsed.GetValue(through)!, token), cancellationToken);
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

    private static async Task<int> RunAsync(CommandContext context, string source, string through, CancellationToken cancellationToken)
    {
        // Before anything is done: what is wrong with their settings should not show after the ingest.
        IReadOnlyList<LayerRun> layers = through switch
        {
            Prepared => [context.Services.GetRequiredService<PrepareRun>()],
            Features => [context.Services.GetRequiredService<PrepareRun>(), context.Services.GetRequiredService<FeatureRun>()],
            _ => [],
        };
        using var span = layers.Count > 0 ? s_activities.StartActivity($"ingest through {through}") : null;
        var result = await IngestAsync(context, source, cancellationToken);
        var made = new List<LayerResult>();
        // Each layer is made of what the lake has, as after every failure of a source; but not of a layer that could not be made.
        foreach (var layer in layers)
        {
            if (made.TrueForAll(before => before.Error is null))
                made.Add(await Task.Run(() => layer.RunAsync(cancellationToken), cancellationToken));
        }

        var succeeded = result.Succeeded && made.TrueForAll(layer => layer.Error is null);
        var code = succeeded ? ExitCode.Success : ExitCode.Failure;
        if (!succeeded)
            span?.SetStatus(ActivityStatusCode.Error);
        if (context.Json)
        {
            CommandContext.PrintJson(IngestReport.Of(result, code) with { Layers = made.Count > 0 ? made : null }, ReportJson.Readable.IngestReport);
            return code;
        }
        IngestSummary.Write(context.Console, result);
        foreach (var layer in made)
            LayerSummary.Write(context.Console, layer, context.Lake.BasePath);
        return code;
    }

    private static async Task<IngestResult> IngestAsync(CommandContext context, string source, CancellationToken cancellationToken)
    {
        var run = context.Services.GetRequiredService<IngestRun>();
        var progress = context.Services.GetRequiredService<IngestProgress>();
        var logger = context.Services.GetRequiredService<ILogger<IngestRun>>();
        var ingesting = Task.Run(() => run.RunAsync(source == All ? null : source, cancellationToken), cancellationToken);
        if (context.Interactive)
            await ProgressView.ShowBarAsync(context.Console, progress, ingesting);
        else
            await ProgressView.LogAsync(logger, progress, ingesting);
        return await ingesting;
    }
}
