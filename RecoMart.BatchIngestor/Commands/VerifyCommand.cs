using System.CommandLine;
using System.Globalization;
using RecoMart.BatchIngestor.Reporting;
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
}
