using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using RecoMart.ServiceDefaults;
using RecoMart.Storage;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>
/// Ingests one source, by the specification's steps. Rows stream through them in batches, so that memory does not grow with the files.
/// </summary>
public abstract class SourceIngestion
{
    private static readonly ActivitySource s_activities = new(TelemetryNames.BatchActivitySource);
    private static readonly Meter s_meter = new(TelemetryNames.Meter);
    private static readonly Counter<long> s_rows = s_meter.CreateCounter<long>(TelemetryNames.BatchRows, "{row}", "Source rows by outcome.");
    private static readonly Counter<long> s_quarantined = s_meter.CreateCounter<long>(
        TelemetryNames.BatchQuarantined, "{row}", "Source rows that went to quarantine, by reason.");

    private const long LargeHeap = 32 << 20;

    private readonly DataLakeStorage _lake;
    private readonly IngestProgress _progress;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private protected SourceIngestion(
        SourceContract contract, IngestSettings settings, DataLakeStorage lake, IngestProgress progress, TimeProvider time, ILogger logger)
    {
        Contract = contract;
        Settings = settings;
        _lake = lake;
        _progress = progress;
        _time = time;
        _logger = logger;
    }

    /// <summary>The source.</summary>
    public SourceContract Contract { get; }

    private protected IngestSettings Settings { get; }

    private protected abstract IngestionSteps Steps { get; }

    /// <summary>Ingests the source.</summary>
    /// <param name="writeLock">Proof that this process may write to the lake.</param>
    /// <param name="job">What is asked for.</param>
    /// <param name="cancellationToken">Stops; the lake keeps its old version.</param>
    /// <returns>What came of it; errors of the source's files and of the lake are in there, not thrown.</returns>
    public async Task<SourceResult> RunAsync(LakeWriteLock writeLock, IngestJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        using var span = s_activities.StartActivity($"ingest {Contract.Name}");
        var start = _time.GetTimestamp();
        var files = new List<SourceFile>();
        SourceResult result;
        try
        {
            result = await IngestAsync(files, writeLock, job, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            result = Failed(files, Explain(exception));
        }
        result = result with { DurationSeconds = _time.GetElapsedTime(start).TotalSeconds };
        foreach (var error in result.Errors)
            _logger.SourceFailed(Contract.Name, error);
        if (!result.Succeeded)
            span?.SetStatus(ActivityStatusCode.Error, result.Errors.Count > 0 ? result.Errors[0] : null);
        if (result.Quality is { } quality)
        {
            span?.SetTag(TelemetryNames.BatchRowsIn, quality.RowsIn)
                .SetTag(TelemetryNames.BatchRowsValidated, quality.Validated)
                .SetTag(TelemetryNames.BatchRowsQuarantined, quality.Quarantined);
        }
        Measure(result);
        return result;
    }

    /// <summary>Whether the source is one file, a new version of which is all there is.</summary>
    private protected virtual bool IsOneFile => false;

    private protected abstract IReadOnlyList<SourceFile> Discover();

    private protected abstract ISourceReader Open(SourceFile file, CancellationToken cancellationToken);

    private protected abstract string NothingFound { get; }

    // The rows for which the step "Parse" succeeded.
    private protected virtual long CountParsed(RowBatch batch) => batch.Count;

    private async Task<SourceResult> IngestAsync(
        List<SourceFile> files, LakeWriteLock writeLock, IngestJob job, CancellationToken cancellationToken)
    {
        using var steps = new StepSpans(s_activities, _logger, Contract.Name, _time);
        files.AddRange(steps.Run(Steps.Discover ?? Steps.Validate, Discover));
        var plan = steps.Run(Steps.Discover ?? Steps.Validate, () => new IngestPlanner(_lake, Contract, IsOneFile).Plan(job, files, cancellationToken));
        if (files.Count == 0 && plan.LedgerBefore is null)
        {
            if (Steps.Discover is { } nothing)
                steps.Finish(nothing, "no files", (TelemetryNames.BatchFiles, 0));
            return Failed(files, NothingFound);
        }
        foreach (var note in plan.Notes)
            _logger.SourceWarned(Contract.Name, note);
        var toRead = files.Where(file => file.IsCandidate).ToList();
        // New names alone are to be published, too.
        var renames = files.Exists(file => file.Change == FileChange.Renamed);
        if (toRead.Count == 0 && !renames)
            return Unchanged(files, writeLock, job, plan);
        if (job.Mode == LakeMode.Incremental && plan.Mode == LakeMode.Snapshot)
            _logger.ReadingAll(Contract.Name);
        if (Steps.Discover is { } discover)
        {
            steps.Finish(
                discover,
                FileNames.Join([.. toRead.Select(file => file.Name)])
                    + (toRead.Count < files.Count ? string.Create(CultureInfo.InvariantCulture, $" of {files.Count:N0} files") : ""),
                (TelemetryNames.BatchFiles, toRead.Count));
        }
        steps.Run(Steps.Validate, () => Validate(toRead, cancellationToken));
        var candidates = toRead.Where(file => file.IsCandidate).ToList();
        steps.Finish(
            Steps.Validate,
            string.Create(CultureInfo.InvariantCulture, $"{candidates.Count} of {toRead.Count} files to read"),
            (TelemetryNames.BatchFiles, candidates.Count));

        while (candidates.Count > 0 || renames)
        {
            using var writer = plan.Before is { } before
                ? await IngestWriter.ContinueAsync(_lake, writeLock, Contract, before, cancellationToken)
                : new IngestWriter(_lake, writeLock, Contract, job.Date, plan.Mode);
            try
            {
                return await StreamAsync(files, candidates, writer, writeLock, job, plan, steps, cancellationToken);
            }
            catch (SourceFileException exception)
            {
                // Nothing of a refused file may stay, and rows of it are in the row groups already: read the others again without it.
                var refused = candidates.First(file => file.Name == exception.File);
                refused.Leave(SourceFileOutcome.Refused, exception.Message);
                candidates.Remove(refused);
                if (candidates.Count > 0)
                    _logger.FileRefused(Contract.Name, refused.Name);
            }
        }
        // What the lake has stays, and so does what the ledger says of it.
        if (plan.LedgerBefore is not null)
            return Unchanged(files, writeLock, job, plan);
        return Failed(files, files.Any(file => file.Report!.Outcome == SourceFileOutcome.Refused)
            ? $"no file could be read; the lake keeps the version of {Contract.Name} it had"
            : NothingFound);
    }

    private void Validate(List<SourceFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            try
            {
                if (FindObstacle(file.Path) is { } obstacle)
                {
                    file.Leave(SourceFileOutcome.Skipped, obstacle);
                }
                else
                {
                    // Before it is opened: a change after that has another time.
                    var modified = SourceFingerprint.Settled(File.GetLastWriteTimeUtc(file.Path));
                    using var reader = Open(file, cancellationToken);
                    if (reader.SkipReason is { } reason)
                        file.Skip(reason, reader.Length, modified);
                }
            }
            catch (SourceFileException exception)
            {
                file.Leave(SourceFileOutcome.Refused, exception.Message);
            }
            if (file.Report is { Outcome: SourceFileOutcome.Skipped } skipped)
                _logger.FileSkipped(Contract.Name, file.Name, skipped.Reason);
        }
    }

    // There is nothing new for the lake; what was found out about the files is kept, so that it need not be found out again.
    private SourceResult Unchanged(List<SourceFile> files, LakeWriteLock writeLock, IngestJob job, IngestPlan plan)
    {
        var ledger = LedgerUpdate.Make(Contract, plan.LedgerBefore, files, job, _time.GetUtcNow().UtcDateTime);
        if (!ledger.Files.SequenceEqual(plan.LedgerBefore!.Files))
            _lake.WriteLedger(writeLock, ledger);
        var errors = Errors(files);
        return new SourceResult
        {
            Source = Contract.Name,
            Succeeded = errors.Count == 0,
            Published = false,
            Errors = errors,
            Files = ReportsOf(files, plan),
            DurationSeconds = 0,
        };
    }

    // Things with a file's name that are no file to read.
    private static string? FindObstacle(string path)
    {
        if (Directory.Exists(path))
            return "is a folder";
        if (NamedPipe.IsAt(path))
            return "is a pipe";
        if (new FileInfo(path).LinkTarget is not { } target)
            return null;
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: true } ? null : $"is a link to {target}, which is not there";
        }
        catch (IOException)
        {
            return $"is a link to {target} that leads in a circle";
        }
    }

    private async Task<SourceResult> StreamAsync(
        List<SourceFile> files,
        List<SourceFile> candidates,
        IngestWriter writer,
        LakeWriteLock writeLock,
        IngestJob job,
        IngestPlan plan,
        StepSpans steps,
        CancellationToken cancellationToken)
    {
        var rows = new RowStream(Contract, Steps, steps, candidates, writer, _progress);
        await rows.RunAsync(file => Open(file, cancellationToken), CountParsed);
        // Beside the flushes to disk, which leave the processors alone.
        var freed = Task.Run(FreeBatches, CancellationToken.None);
        for (var number = 0; number < candidates.Count; number++)
            candidates[number].Report = candidates[number].Report! with { Rejected = rows.Tally.RejectedOf(number) };
        if (rows.Tally.Rows == 0 && plan.LedgerBefore is not null && !files.Exists(file => file.Change == FileChange.Renamed) && !candidates.Exists(file => file.Change == FileChange.Replaced))
            return Unchanged(files, writeLock, job, plan);
        var quality = rows.Tally.ToReport(
            [.. plan.Notes, .. files.Where(file => file.Change is not FileChange.Unchanged).SelectMany(Remarks), .. rows.Warnings], writer.CountDuplicateKeys());
        Log(steps, files, candidates, plan.Notes, quality, rows.Parsed);
        var ledger = plan.WritesLedger ? LedgerUpdate.Make(Contract, plan.LedgerBefore, files, job, _time.GetUtcNow().UtcDateTime) : null;
        var published = await steps.Run(Steps.Store, () => writer.CommitAsync(quality, SourcesOf(files), ledger, cancellationToken));
        await freed;
        steps.Finish(
            Steps.Store,
            string.Join(", ", published.Select(file =>
                string.Create(CultureInfo.InvariantCulture, $"{file.DataType} {file.RecordCount:N0} rows in {file.FileSizeBytes:N0} bytes"))),
            (TelemetryNames.BatchBytes, published.Sum(file => file.FileSizeBytes)));
        var errors = Errors(files);
        return new SourceResult
        {
            Source = Contract.Name,
            Succeeded = errors.Count == 0,
            Published = true,
            Mode = published[0].Mode,
            Errors = errors,
            Files = ReportsOf(files, plan),
            Quality = quality,
            Outputs = [.. published.Select(file => new PublishedFile(file.DataType, file.FilePath, file.RecordCount, file.FileSizeBytes, file.ChecksumMd5))],
            DurationSeconds = 0,
        };
    }

    // What the metadata says of the run's files: new names first, since rows that come under the old one are another file's.
    private static List<SourceFileReport> SourcesOf(List<SourceFile> files) =>
    [
        .. files.Where(file => file.Change == FileChange.Renamed).Select(file => file.Report!),
        .. files.Where(file => file.Change is not (FileChange.Renamed or FileChange.Unchanged)).Select(file => file.Report!),
    ];

    private static List<SourceFileReport> ReportsOf(List<SourceFile> files, IngestPlan plan) =>
    [
        .. files.Where(file => file.Report is not null).Select(file => file.Report!),
        .. plan.Gone.Select(file => new SourceFileReport { File = file.File, Outcome = SourceFileOutcome.Gone, Rows = file.Rows, Rejected = file.Rejected, Bytes = file.Bytes }),
    ];

    // Batches that have grown with a large file have done their work, and checking the files needs memory of its own.
    private static void FreeBatches()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) > LargeHeap)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private void Log(StepSpans steps, List<SourceFile> files, List<SourceFile> read, IReadOnlyList<string> notes, QualityReport quality, long parsed)
    {
        steps.Finish(
            Steps.Read,
            FileNames.Join([.. read.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Report!.Rows:N0} rows"))]),
            (TelemetryNames.BatchRowsIn, quality.RowsIn),
            (TelemetryNames.BatchBytes, read.Sum(file => file.Report!.Bytes)));
        if (Steps.Merge is { } merge)
        {
            steps.Finish(
                merge,
                string.Create(CultureInfo.InvariantCulture, $"{quality.RowsIn:N0} rows of {read.Count} files"),
                (TelemetryNames.BatchRowsIn, quality.RowsIn));
        }
        if (Steps.Parse is { } parse)
        {
            steps.Finish(
                parse,
                string.Create(CultureInfo.InvariantCulture, $"{parsed:N0} of {quality.RowsIn:N0} readable"),
                (TelemetryNames.BatchRowsIn, parsed));
        }
        steps.Finish(
            Steps.Clean,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{quality.Validated:N0} rows validated, {quality.Quarantined:N0} quarantined, {quality.NulledByReason.Values.Sum():N0} values made null"),
            (TelemetryNames.BatchRowsValidated, quality.Validated),
            (TelemetryNames.BatchRowsQuarantined, quality.Quarantined));
        if (quality.DuplicateKeys is > 0 and var repeated)
            _logger.KeysRepeat(Contract.Name, repeated);
        // What was skipped or refused was said when that happened.
        foreach (var warning in quality.Warnings.Except(files.Except(read).SelectMany(Remarks)).Except(notes))
            _logger.SourceWarned(Contract.Name, warning);
    }

    // What is remarkable about the files that gave no rows.
    private static IEnumerable<string> Remarks(SourceFile file) => file.Report switch
    {
        { Outcome: SourceFileOutcome.Skipped, Reason: var reason } => [$"{file.Name}: skipped: {reason}"],
        { Outcome: SourceFileOutcome.Refused, Reason: var reason } => [$"refused: {reason}"],
        { Outcome: SourceFileOutcome.Empty, Reason: var reason } => [$"{file.Name}: {reason}"],
        _ => [],
    };

    private static List<string> Errors(List<SourceFile> files) =>
        [.. files.Where(file => file.Report?.Outcome == SourceFileOutcome.Refused).Select(file => file.Report!.Reason!)];

    private SourceResult Failed(List<SourceFile> files, string error) => new()
    {
        Source = Contract.Name,
        Succeeded = false,
        Published = false,
        Errors = [.. Errors(files), error],
        Files = [.. files.Where(file => file.Report is not null).Select(file => file.Report!)],
        DurationSeconds = 0,
    };

    private string Explain(Exception exception) => exception switch
    {
        LakeUnfinishedException => exception.Message,
        InvalidDataException => $"the lake at {_lake.BasePath} keeps the version of {Contract.Name} it had: {exception.Message}",
        _ => $"the lake at {_lake.BasePath} can't be written, and keeps the version of {Contract.Name} it had: {exception.Message}",
    };

    private static void Measure(SourceResult result)
    {
        var source = new KeyValuePair<string, object?>(TelemetryNames.Source, result.Source);
        BatchDuration.Record(result.Source, result.DurationSeconds, result.Succeeded);
        if (result is not { Published: true, Quality: { } quality })
            return;
        s_rows.Add(quality.Validated, source, new(TelemetryNames.Outcome, "validated"));
        s_rows.Add(quality.Quarantined, source, new(TelemetryNames.Outcome, "quarantined"));
        foreach (var (reason, count) in quality.QuarantinedByReason)
            s_quarantined.Add(count, source, new(TelemetryNames.Reason, reason));
    }
}
