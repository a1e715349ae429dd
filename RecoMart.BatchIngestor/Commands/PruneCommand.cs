using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.BatchIngestor.Retention;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Commands;

/// <summary><c>prune --keep-days N --layer L… [--apply]</c></summary>
internal static class PruneCommand
{
    private const string All = "all";
    private const int MostDays = 36_500;

    public static Command Create()
    {
        var keepDays = new Option<int>("--keep-days")
        {
            Description = "How many days before today (or before --date) to keep, such as 30.",
            HelpName = "days",
            Required = true,
        };
        keepDays.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var days) && days is >= 0 and <= MostDays))
                result.AddError($"--keep-days takes a number of days from 0 to {MostDays}, such as 30.");
        });
        var layers = new Option<string[]>("--layer")
        {
            Description = "The layers to prune; several may follow, or all.",
            HelpName = "layer",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        layers.AcceptOnlyFromAmong([.. Enum.GetValues<LakeLayer>().Select(LakePartition.NameOf), All]);
        var apply = new Option<bool>("--apply") { Description = "Delete. Without it nothing is deleted, only shown." };
        var command = new Command(
            "prune",
            "Show or delete old partitions. The last good one of each dataset stays, and so does what a partition that stays builds on.") { keepDays, layers, apply };
        command.SetAction((parsed, cancellationToken) => IngestorCommandLine.ExecuteAsync(
            parsed,
            (context, token) => RunAsync(context, Parse(parsed.GetValue(layers)!), parsed.GetValue(keepDays), parsed.GetValue(apply), token),
            cancellationToken,
            stopped: "Stopped. What was not deleted yet is there as a whole."));
        return command;
    }

    private static IReadOnlyList<LakeLayer> Parse(string[] names) =>
        [.. Enum.GetValues<LakeLayer>().Where(layer => names.Contains(All) || names.Contains(LakePartition.NameOf(layer)))];

    private static async Task<int> RunAsync(CommandContext context, IReadOnlyList<LakeLayer> layers, int keepDays, bool apply, CancellationToken cancellationToken)
    {
        LakeView.RequireLake(context);
        var run = context.Services.GetRequiredService<PruneRun>();
        var result = await Task.Run(() => run.RunAsync(layers, keepDays, apply, cancellationToken), cancellationToken);
        var code = result.Problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        if (context.Json)
            CommandContext.PrintJson(new PruneReport(code, context.Lake.BasePath, result), ReportJson.Readable.PruneReport);
        else
            PruneSummary.Write(context.Console, result, context.Lake.BasePath);
        return code;
    }
}
