using System.Text.Json.Serialization;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>What <c>ingest --json</c> prints.</summary>
internal sealed record IngestReport(
    int ExitCode,
    string Run,
    LakeMode Mode,
    DateOnly Date,
    string DataDir,
    string StorageBase,
    double DurationSeconds,
    IReadOnlyList<SourceResult> Sources,
    IReadOnlyList<string> UnusedFiles)
{
    /// <summary>The layers made after it; left out where none was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LayerResult>? Layers { get; init; }

    /// <summary>The report of a run.</summary>
    public static IngestReport Of(IngestResult result, int exitCode) => new(
        exitCode, result.Run, result.Mode, result.Date, result.DataDir.Replace('\\', '/'), result.StorageBase.Replace('\\', '/'), result.DurationSeconds, result.Sources, result.UnusedFiles);
}
