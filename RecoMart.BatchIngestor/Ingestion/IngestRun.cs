using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Lake;
using RecoMart.Storage.Staging;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>One run over some or all sources: one after the other, each published by itself; one that fails does not stop the others.</summary>
public sealed class IngestRun(
    IngestSettings settings, DataLakeStorage lake, IEnumerable<SourceIngestion> ingestions, TimeProvider time, ILogger<IngestRun> logger)
{
    private static readonly ActivitySource s_activities = new(TelemetryNames.BatchActivitySource);

    // Once is enough for a process that watches.
    private readonly HashSet<string> _unusedSaid = [];

    /// <summary>Ingests.</summary>
    /// <param name="source">The source to ingest, or null for all.</param>
    /// <param name="mode">Whether to read all files, or what is new of them.</param>
    /// <param name="cancellationToken">Stops; the source that was being ingested keeps its old version.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="IOException">The lake's base folder can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The lake's base folder can't be written to.</exception>
    public async Task<IngestResult> RunAsync(string? source, LakeMode mode, CancellationToken cancellationToken)
    {
        using var span = s_activities.StartActivity("ingest");
        var start = time.GetTimestamp();
        using var writeLock = await lake.LockAsync(
            holder => logger.WaitingForLake(lake.BasePath, holder), cancellationToken);
        // After the wait: a run that waited over midnight belongs to the day in which it reads.
        var date = settings.Date ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        logger.Ingesting(source ?? "all sources", settings.DataDir, lake.BasePath, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var job = new IngestJob(NameRun(), date, mode);
        span?.SetTag(TelemetryNames.BatchRun, job.Run).SetTag(TelemetryNames.BatchMode, LakeModeName.Of(mode));
        var results = new List<SourceResult>();
        foreach (var ingestion in ingestions.Where(ingestion => source is null || ingestion.Contract.Name == source))
            results.Add(await ingestion.RunAsync(writeLock, job, cancellationToken));

        var failed = results.Where(result => !result.Succeeded).Select(result => result.Source).ToList();
        if (failed.Count > 0)
            span?.SetStatus(ActivityStatusCode.Error, $"failed: {string.Join(", ", failed)}");

        var unused = source is null ? FindUnusedFiles(results) : [];
        foreach (var file in unused.Where(_unusedSaid.Add))
            logger.FileNotUsed(file);
        return new IngestResult(job.Run, mode, date, settings.DataDir, lake.BasePath, results, unused, time.GetElapsedTime(start).TotalSeconds);
    }

    // A time, so that runs sort, and something random, so that no two are the same.
    private string NameRun() => string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{Random.Shared.Next(0x10000):x4}");

    private List<string> FindUnusedFiles(List<SourceResult> results)
    {
        if (!Directory.Exists(settings.DataDir))
            return [];
        var used = results.SelectMany(result => result.Files).Select(file => file.File).ToHashSet();
        // A staging file without events is none yet, and nothing that anybody has to see to.
        var staging = ingestions.Select(ingestion => StagingSnapshot.ActiveFile(settings.DataDir, ingestion.Contract)).ToHashSet();
        var visible = new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden };
        return
        [
            .. Directory.EnumerateFiles(settings.DataDir, "*", visible)
                .Where(path => path != settings.ProductsPath && !staging.Contains(path))
                .Select(path => Path.GetFileName(path))
                .Where(name => !used.Contains(name))
                .Order(StringComparer.Ordinal),
        ];
    }
}
