using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.BatchIngestor.Transformations;

namespace RecoMart.BatchIngestor.Commands;

/// <summary><c>prepare</c> and <c>features</c></summary>
internal static class LayerCommands
{
    public static Command CreatePrepare() => Create<PrepareRun>(
        "prepare",
        "Make the prepared layer from the validated one: the last row of each user and product, each event once, sorted and flagged.",
        TransformationOptions.Sql.Values);

    public static Command CreateFeatures() => Create<FeatureRun>(
        "features",
        "Make the feature layer from the prepared one: users, items, and interactions with an implicit score (docs/features.md).",
        TransformationOptions.Features.Values.Concat(TransformationOptions.Sql.Values));

    private static Command Create<TRun>(string name, string description, IEnumerable<Option> options)
        where TRun : LayerRun
    {
        var command = new Command(name, description);
        foreach (var option in options)
            command.Add(option);
        command.SetAction((parsed, cancellationToken) => IngestorCommandLine.ExecuteAsync(parsed, RunAsync<TRun>, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync<TRun>(CommandContext context, CancellationToken cancellationToken)
        where TRun : LayerRun
    {
        LakeView.RequireLake(context);
        var run = context.Services.GetRequiredService<TRun>();
        var result = await Task.Run(() => run.RunAsync(cancellationToken), cancellationToken);
        var code = result.Error is null ? ExitCode.Success : ExitCode.Failure;
        if (context.Json)
            CommandContext.PrintJson(new LayerReport(code, context.Lake.BasePath.Replace('\\', '/'), result), ReportJson.Readable.LayerReport);
        else
            LayerSummary.Write(context.Console, result, context.Lake.BasePath);
        return code;
    }
}
