using System.Diagnostics;
using RecoMart.ServiceDefaults;
using RecoMart.Storage;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>
/// The rows of a source on their way from its files into the lake: read, cleaned, counted and written in batches. While one batch is
/// being written, the next is being read.
/// </summary>
internal sealed class RowStream(
    SourceContract contract, IngestionSteps steps, StepSpans spans, IReadOnlyList<SourceFile> files, IngestWriter writer, IngestProgress progress)
{
    private readonly List<string> _names = [.. files.Select(file => file.Name)];

    /// <summary>What became of the rows.</summary>
    public QualityTally Tally { get; } = new();

    /// <summary>What the readers had to say.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>The rows for which the step "Parse" succeeded.</summary>
    public long Parsed { get; private set; }

    /// <summary>Brings all rows to the writer, and gives each file its report.</summary>
    /// <param name="open">Opens a file.</param>
    /// <param name="countParsed">Counts the rows of a batch for which the step "Parse" succeeded.</param>
    /// <exception cref="SourceFileException">A file can't be taken; rows of it have been written already.</exception>
    public async Task RunAsync(Func<SourceFile, ISourceReader> open, Func<RowBatch, long> countParsed)
    {
        progress.Start(contract.Name, files.Sum(file => new FileInfo(file.Path) is { Exists: true } info ? Math.Max(0, info.Length - StartOf(file)) : 0));
        var ring = new BatchRing(contract);
        ring.Batch.Restart(0);
        try
        {
            var bytes = 0L;
            for (var number = 0; number < files.Count; number++)
                bytes += await ReadAsync(ring, number, bytes, open, countParsed);
            await HandOnAsync(ring, countParsed);
            await ring.DrainAsync();
            ring.Release();
            progress.Report(bytes, Tally.Rows);
        }
        catch
        {
            // The batches must not go while they are being written; what the writers say now is of no interest.
            await ring.DrainAsync().ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    private async Task<long> ReadAsync(
        BatchRing ring, int number, long bytesBefore, Func<SourceFile, ISourceReader> open, Func<RowBatch, long> countParsed)
    {
        var file = files[number];
        using var span = spans.Part(steps.Read, $"read {file.Name}");
        try
        {
            using var reader = open(file);
            while (spans.Run(steps.Read, () => reader.Read(ring.Batch)))
            {
                await HandOnAsync(ring, countParsed);
                progress.Report(bytesBefore + reader.BytesRead - StartOf(file), Tally.Rows);
                ring.Batch.Restart(number);
            }
            Warnings.AddRange(reader.Warnings);
            file.Report = ReportOf(file, reader);
            file.Extent = reader.Describe();
            span?.SetTag(TelemetryNames.BatchRowsIn, reader.Rows).SetTag(TelemetryNames.BatchBytes, file.Report.Bytes);
            // The rows of the next file follow those of this one in the same batch.
            if (number + 1 < files.Count)
                spans.Run(steps.Merge ?? steps.Read, () => ring.Batch.StartFile(number + 1));
            return file.Report.Bytes;
        }
        catch (SourceFileException exception)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    private async Task HandOnAsync(BatchRing ring, Func<RowBatch, long> countParsed)
    {
        if (steps.Parse is { } parse)
            Parsed += spans.Run(parse, () => countParsed(ring.Batch));
        spans.Run(steps.Clean, () =>
        {
            ring.Cleaner.Clean(ring.Batch);
            Tally.Add(ring.Cleaner, _names);
        });
        // What dirty rows leave behind is little and short-lived. Left to itself the collector lets it grow as large as the processor's cache.
        if (ring.Batch.IsFull)
            GC.Collect(0);
        await ring.HandOnAsync(spans.Run(steps.Store, () => writer.WriteAsync(ring.Cleaner, _names)));
    }

    private static SourceFileReport ReportOf(SourceFile file, ISourceReader reader) => new()
    {
        File = file.Name,
        Outcome = reader.Rows == 0 ? SourceFileOutcome.Empty : SourceFileOutcome.Read,
        Rows = reader.Rows,
        Bytes = reader.BytesRead - StartOf(file),
        Reason = reader.Rows == 0 ? reader.Length == 0 ? "is empty" : "has no rows" : null,
        FromByte = file.Reading.Start?.Bytes,
        Replaces = file.Change == FileChange.Replaced ? true : null,
    };

    private static long StartOf(SourceFile file) => file.Reading.Start?.Bytes ?? 0;
}
