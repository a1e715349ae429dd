using System.Globalization;
using System.Text.Json;

namespace RecoMart.AppHost.Commands;

/// <summary>The command <i>Build features</i>, which makes the prepared layer and the features of what the lake has.</summary>
internal static class BuildFeatures
{
    /// <summary>The command's name, as <c>aspire resource batch-ingestor</c> knows it.</summary>
    public const string Name = "build-features";

    // Each is made of the one before it.
    private static readonly string[] s_layers = ["prepare", "features"];

    /// <summary>Adds the command to the batch ingestor, whose own command line does the work.</summary>
    public static IResourceBuilder<ProjectResource> WithBuildFeaturesCommand(
        this IResourceBuilder<ProjectResource> ingestor, IngestionSettings settings) =>
        ingestor.WithCommand(Name, "Build features", context => RunAsync(ingestor.Resource, settings, context), new CommandOptions
        {
            Description = "Makes the prepared layer and the features of what is in the lake. It ingests nothing: Ingest now does that.",
            IconName = "BrainCircuit",
            IsHighlighted = true,
            Progress = new() { Message = "The prepared layer is made, then the features. The console log of batch-ingestor says how far it is." },
        });

    private static async Task<ExecuteCommandResult> RunAsync(ProjectResource ingestor, IngestionSettings settings, ExecuteCommandContext context)
    {
        if (!Directory.Exists(settings.StorageBase))
            return CommandResults.Failure($"There is nothing to build from: the lake {settings.StorageBase} is not there yet. Press Ingest now first.");
        var reports = new List<string>();
        foreach (var layer in s_layers)
        {
            var ended = await IngestorProcess.RunAsync(ingestor, context, layer, IngestorProcess.Json);
            if (FindError(layer, ended) is { } error)
                return error;
            reports.Add(ended.Output);
        }
        return Explain(reports);
    }

    /// <summary>Says why a layer was not made.</summary>
    /// <param name="layer">The command that should have made it.</param>
    /// <param name="ended">How the command ended.</param>
    /// <returns>The failure; null if it was made.</returns>
    internal static ExecuteCommandResult? FindError(string layer, IngestorOutcome ended)
    {
        if (ended.ExitCode == 0)
            return null;
        try
        {
            using var report = JsonDocument.Parse(ended.Output);
            var result = report.RootElement.TryGetProperty("result", out var found) ? found : report.RootElement;
            return CommandResults.Failure($"{layer} failed: {result.GetProperty("error").GetString()}");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return CommandResults.Failure(
                $"{layer} ended with exit code {ended.ExitCode} and no report.", string.Join('\n', ended.Lines), CommandResultFormat.Text);
        }
    }

    /// <summary>Says what was made.</summary>
    /// <param name="reports">What each command printed.</param>
    internal static ExecuteCommandResult Explain(IReadOnlyList<string> reports)
    {
        var (layers, lines) = (new List<string>(), new List<string>());
        foreach (var text in reports)
        {
            using var report = JsonDocument.Parse(text);
            var result = report.RootElement.GetProperty("result");
            var tables = result.GetProperty("tables").EnumerateArray().ToList();
            layers.Add($"{result.GetProperty("layer").GetString()} {string.Join(", ", tables.Select(table => $"{NameOf(table).Split('.')[^1]} {RowsOf(table)}"))}");
            lines.AddRange(tables.Select(table => $"{NameOf(table),-24}{RowsOf(table),14} rows   {CountsOf(table)}".TrimEnd()));
            lines.AddRange(result.GetProperty("warnings").EnumerateArray().Select(warning => $"warning: {warning.GetString()}"));
        }
        return CommandResults.Success(
            $"Made, in rows: {string.Join("; ", layers)}.", string.Join('\n', lines), CommandResultFormat.Text, displayImmediately: true);
    }

    // features.interactions
    private static string NameOf(JsonElement table) => table.GetProperty("table").GetString()!;

    private static string RowsOf(JsonElement table) => Count(table.GetProperty("rows"));

    private static string CountsOf(JsonElement table) => string.Join(
        ", ", table.GetProperty("counts").EnumerateObject().Select(count => $"{Count(count.Value)} {count.Name.Replace('_', ' ')}"));

    private static string Count(JsonElement number) => number.GetInt64().ToString("N0", CultureInfo.InvariantCulture);
}
