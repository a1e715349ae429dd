using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using RecoMart.BatchIngestor.Export;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.ServiceDefaults;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Commands;

/// <summary><c>export TABLE [--format csv|jsonl|parquet] [--columns a,b] [--where CONDITION] [--output FILE] [--force]</c></summary>
internal static class ExportCommand
{
    private const string StandardOutput = "-";

    private static readonly Argument<string> s_table = new("table")
    {
        Description = "users, products, transactions, user_features, item_features or interactions; or with a layer, such as validated.users, raw.users, quarantine.users.",
    };

    private static readonly Option<string> s_format = new("--format") { Description = "csv, jsonl or parquet. Default: what --output ends with, else csv", HelpName = "format" };

    private static readonly Option<string> s_columns = new("--columns") { Description = "The columns, in order: user_id,age. Default: all", HelpName = "names" };

    private static readonly Option<string> s_where = new("--where") { Description = "Which rows, as an SQL condition: \"age > 30 AND device = 'Mobile'\". Default: all", HelpName = "condition" };

    private static readonly Option<string> s_output = new("--output") { Description = "The file, or - for standard output. Default: TABLE.FORMAT in the current folder", HelpName = "file" };

    private static readonly Option<bool> s_force = new("--force") { Description = "Replace the file if it is there." };

    public static Command Create()
    {
        s_table.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && ExportTable.Find(result.Tokens[0].Value) is null)
                result.AddError($"There is no table '{result.Tokens[0].Value}'. There are {string.Join(", ", ExportTable.All.Select(table => table.Made is null ? table.Name : table.ShortName))}.");
        });
        s_format.AcceptOnlyFromAmong([.. ExportFormat.All.Select(format => format.Name)]);
        var command = new Command("export", "Write a table to a file: CSV, JSON lines or Parquet.") { s_table, s_format, s_columns, s_where, s_output, s_force };
        foreach (var option in TransformationOptions.Sql.Values)
            command.Add(option);
        command.Validators.Add(Validate);
        command.SetAction((parsed, cancellationToken) => IngestorCommandLine.ExecuteAsync(
            parsed,
            (context, token) => RunAsync(context, Read(parsed), token),
            cancellationToken,
            stopped: "Stopped. Nothing was put in place.",
            dataOnOutput: parsed.GetValue(s_output) == StandardOutput));
        return command;
    }

    private static void Validate(CommandResult result)
    {
        if (result.GetValue(s_output) != StandardOutput)
            return;
        if (result.GetValue(s_format) is { } format && !ExportFormat.All.First(known => known.Name == format).IsText)
            result.AddError($"--output - takes csv or jsonl; name a file for {format}.");
        if (result.GetValue(CommonOptions.Json))
            result.AddError("--json and --output - both take standard output; leave out one of them.");
        if (OperatingSystem.IsWindows())
            result.AddError("--output - is not to be had on Windows; name a file.");
    }

    private static ExportRequest Read(ParseResult parsed)
    {
        var name = parsed.GetValue(s_table)!;
        var output = parsed.GetValue(s_output);
        var wanted = parsed.GetValue(s_format);
        var format = wanted is null
            ? (output is null ? null : ExportFormat.OfName(output)) ?? ExportFormat.Csv
            : ExportFormat.All.First(known => known.Name == wanted);
        if (output?.Length == 0)
            throw new InvalidSettingException($"--output is empty; name a file, such as {name}.{format.Name}.");
        output ??= $"{name}.{format.Name}";
        var columns = parsed.GetValue(s_columns)?.Split(',', StringSplitOptions.TrimEntries);
        return new ExportRequest(
            ExportTable.Find(name)!, format, columns, parsed.GetValue(s_where), output == StandardOutput ? null : Path.GetFullPath(output), parsed.GetValue(s_force));
    }

    private static async Task<int> RunAsync(CommandContext context, ExportRequest request, CancellationToken cancellationToken)
    {
        LakeView.RequireLake(context);
        var run = context.Services.GetRequiredService<ExportRun>();
        var result = await Task.Run(() => run.RunAsync(request, cancellationToken), cancellationToken);
        if (context.Json)
        {
            CommandContext.PrintJson(new ExportReport(ExitCode.Success, context.Lake.BasePath, result), ReportJson.Readable.ExportReport);
            return ExitCode.Success;
        }
        var of = result.Inputs.Count == 1 ? result.Inputs[0].Path : $"{result.Inputs.Count} partitions up to {result.Inputs[^1].Path}";
        context.Console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"Exported {result.Rows:N0} rows of {result.Table}, {result.Bytes:N0} bytes, in {result.DurationSeconds:0.00} s from {PlainText.Escape(of)}");
        context.Console.WriteLine($"To {PlainText.Escape(result.Output ?? "standard output")}");
        return ExitCode.Success;
    }
}
