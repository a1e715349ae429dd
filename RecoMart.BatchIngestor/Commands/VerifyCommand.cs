using System.CommandLine;
using System.Globalization;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Commands;

/// <summary><c>verify [--deep]</c></summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var deep = new Option<bool>("--deep") { Description = "Decode every value and compare it with the statistics, not only a sample of the row groups." };
        var command = new Command("verify", "Check every file of the lake against its metadata: size, MD5, schema, rows, nulls, statistics.") { deep };
        command.SetAction((parsed, cancellationToken) => IngestorCommandLine.ExecuteAsync(
            parsed, (context, token) => RunAsync(context, parsed.GetValue(deep), token), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, bool deep, CancellationToken cancellationToken)
    {
        LakeView.RequireLake(context);
        var found = await context.Lake.VerifyAsync(
            deep, partition => context.Settings.Date is null || partition.Date == context.Settings.Date, cancellationToken);
        found = found with { Problems = [.. found.Problems, .. SourceContract.All.SelectMany(contract => FindLedgerProblems(context.Lake, contract))] };
        var code = found.Problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        if (context.Json)
        {
            CommandContext.PrintJson(new VerifyReport(code, context.Lake.BasePath, deep, found.Files, found.Bytes, found.Problems), ReportJson.Readable.VerifyReport);
            return code;
        }
        LakeView.WriteProblems(context.Console, found.Problems);
        context.Console.MarkupLineInterpolated(CultureInfo.InvariantCulture, code == ExitCode.Success
            ? (FormattableString)$"[green]All well:[/] {found.Files} files, {found.Bytes:N0} bytes in {context.Lake.BasePath}"
            : $"[red]{found.Problems.Count} {(found.Problems.Count == 1 ? "problem" : "problems")}[/] in {found.Files} files of {context.Lake.BasePath}");
        return code;
    }

    // What a ledger says must be in the lake, and nothing else.
    private static List<LakeProblem> FindLedgerProblems(DataLakeStorage lake, SourceContract contract)
    {
        var path = Ledger.PathOf(contract.Name);
        try
        {
            if (lake.ReadLedger(contract) is not { } ledger)
                return [];
            var datasets = new LakeInputs(lake).FindIngestedIfAny(LakeLayer.Validated, contract, until: null);
            return [.. LedgerCheck.FindProblems(contract, ledger, datasets).Select(problem => new LakeProblem(path, problem))];
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return [new LakeProblem(path, $"can't be held against the lake: {exception.Message}")];
        }
    }
}
