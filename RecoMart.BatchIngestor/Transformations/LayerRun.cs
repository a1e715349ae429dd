using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>
/// Makes a layer from the one before it: its inputs are chosen and checked, DuckDB runs the SQL of each table, each file is checked, and all
/// tables are published together. Until then the lake has the version before, and whatever happens keeps it.
/// </summary>
public abstract class LayerRun
{
    private static readonly ActivitySource s_activities = new(TelemetryNames.BatchActivitySource);

    private readonly LakeLayer _layer;
    private readonly string _verb;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private protected LayerRun(
        LakeLayer layer, string verb, IngestSettings settings, TransformationSettings transformations, DataLakeStorage lake, TimeProvider time, ILogger logger)
    {
        _layer = layer;
        _verb = verb;
        Settings = settings;
        Transformations = transformations;
        Lake = lake;
        Inputs = new LakeInputs(lake);
        _time = time;
        _logger = logger;
    }

    private protected IngestSettings Settings { get; }

    private protected TransformationSettings Transformations { get; }

    private protected DataLakeStorage Lake { get; }

    private protected LakeInputs Inputs { get; }

    private string LayerName => LakePartition.NameOf(_layer);

    /// <summary>Makes the layer.</summary>
    /// <param name="cancellationToken">Stops; the lake keeps the version before.</param>
    /// <returns>What came of it; errors of the lake are in there, not thrown.</returns>
    public async Task<LayerResult> RunAsync(CancellationToken cancellationToken)
    {
        using var span = s_activities.StartActivity(_verb);
        var start = _time.GetTimestamp();
        LayerResult result;
        try
        {
            using var writeLock = await Lake.LockAsync(holder => _logger.WaitingForLake(Lake.BasePath, holder), cancellationToken);
            result = await MakeAsync(writeLock, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            result = new LayerResult { Layer = LayerName, Error = exception.Message };
        }
        if (result.Error is { } error)
        {
            _logger.LayerFailed(LayerName, error);
            span?.SetStatus(ActivityStatusCode.Error, error);
        }
        result = result with { DurationSeconds = _time.GetElapsedTime(start).TotalSeconds };
        BatchDuration.Record(LayerName, result.DurationSeconds, result.Error is null);
        return result;
    }

    /// <summary>Chooses what goes in and what the run is about.</summary>
    /// <param name="now">The time, UTC, to the microsecond.</param>
    private protected abstract LayerPlan Plan(DateTime now);

    private async Task<LayerResult> MakeAsync(LakeWriteLock writeLock, CancellationToken cancellationToken)
    {
        // After the wait for the lock, as an ingest: a run that waited over midnight belongs to the day in which it reads.
        var plan = Plan(ToMicroseconds(_time.GetUtcNow().UtcDateTime));
        _logger.MakingLayer(LayerName, Lake.BasePath, plan.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Describe(plan.Inputs.Values.SelectMany(list => list)));
        foreach (var warning in plan.Warnings)
            _logger.LayerWarned(LayerName, warning);

        await StepAsync("Check Inputs", async step =>
        {
            var inputs = plan.Inputs.Values.SelectMany(list => list).ToList();
            await Inputs.CheckAsync(inputs, cancellationToken);
            step?.SetTag(TelemetryNames.BatchFiles, inputs.Count).SetTag(TelemetryNames.BatchBytes, inputs.Sum(input => input.Metadata.FileSizeBytes));
        });

        using var writer = new LakeTablesWriter(Lake, writeLock, LayerName);
        var tables = new List<TableResult>();
        using (var session = new DuckDbSession(Transformations, writer.PathOf("spill"), _logger.TryingOneThread))
        {
            session.Execute("the run's tables", plan.Setup, cancellationToken);
            var builder = new TableBuilder(session, writer, plan);
            foreach (var table in TableDefinitions.Of(LayerName))
                tables.Add(await StepAsync("Make", table.Name, step => MakeAsync(builder, table, step, cancellationToken)));
        }
        cancellationToken.ThrowIfCancellationRequested();
        await StepAsync("Store", _ =>
        {
            writer.Publish();
            return Task.CompletedTask;
        });
        return new LayerResult
        {
            Layer = LayerName,
            Date = plan.Date,
            AsOf = plan.AsOf,
            Inputs = [.. plan.Inputs.Values.SelectMany(list => list).Select(TableBuilder.InputOf)],
            Tables = tables,
            Warnings = plan.Warnings,
        };
    }

    private async Task<TableResult> MakeAsync(TableBuilder builder, TableDefinition table, Activity? step, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        var metadata = await builder.MakeAsync(table, cancellationToken);
        step?.SetTag(TelemetryNames.BatchRowsMade, metadata.RecordCount).SetTag(TelemetryNames.BatchBytes, metadata.FileSizeBytes);
        var counts = metadata.Lineage!.Counts;
        _logger.TableMade(table.SqlName, metadata.RecordCount, metadata.FileSizeBytes, string.Concat(counts.Select(count =>
            string.Create(CultureInfo.InvariantCulture, $", {count.Key} {count.Value:N0}"))));
        return new TableResult(
            table.SqlName, metadata.FilePath, metadata.RecordCount, metadata.FileSizeBytes, metadata.ChecksumMd5, counts, _time.GetElapsedTime(start).TotalSeconds);
    }

    private async Task<T> StepAsync<T>(string name, string? table, Func<Activity?, Task<T>> work)
    {
        using var step = s_activities.StartActivity(table is null ? $"{_verb}: {name}" : $"{_verb}: {name} {table}");
        try
        {
            return await work(step);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            step?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    private async Task StepAsync(string name, Func<Activity?, Task> work) => await StepAsync(name, null, async step =>
    {
        await work(step);
        return true;
    });

    private static string Describe(IEnumerable<LakeEntry> inputs) =>
        string.Join(", ", inputs.Select(input => string.Create(CultureInfo.InvariantCulture, $"{input.Partition.DataPath} {input.Metadata.RecordCount:N0} rows")));

    private static DateTime ToMicroseconds(DateTime time) => new(time.Ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
}
