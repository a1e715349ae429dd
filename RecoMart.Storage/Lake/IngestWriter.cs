using System.Text;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Lake;

/// <summary>
/// Writes what is read of one source to the three layers it ends in: raw, validated and quarantine. Nothing is visible before
/// <see cref="CommitAsync"/>.
/// </summary>
public sealed class IngestWriter : IDisposable
{
    // Rejected rows are few: they are gathered over many batches, so that quarantine has row groups of a useful size.
    private const int RejectedRows = 10_000;
    private const int RejectedTextBytes = 4 << 20;

    private readonly LakeTransaction _transaction;
    private readonly LakeMode _mode;
    private readonly LakeMetadata? _before;
    private LakeFileWriter _raw = null!;
    private LakeFileWriter _validated = null!;
    private LakeFileWriter _quarantine = null!;
    private readonly WorkerThread _rawThread = new("lake raw");
    private readonly WorkerThread _validatedThread = new("lake validated");
    private readonly RowBatch _rejected = new(QuarantineContract);
    private readonly DuplicateKeyCounter? _duplicates;

    /// <summary>Starts a new version of a source.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="writeLock">Proof that this process may write to it.</param>
    /// <param name="contract">The source.</param>
    /// <param name="date">The ingestion date, UTC.</param>
    /// <param name="mode">What the rows will be of all there are.</param>
    public IngestWriter(DataLakeStorage lake, LakeWriteLock writeLock, SourceContract contract, DateOnly date, LakeMode mode = LakeMode.Snapshot)
        : this(lake, writeLock, contract, date, mode, before: null)
    {
        _raw = _transaction.Open(LakeLayer.Raw, contract.Fields);
        _validated = _transaction.Open(LakeLayer.Validated, contract.Fields);
        _quarantine = _transaction.Open(LakeLayer.Quarantine, QuarantineContract.Fields);
    }

    private IngestWriter(
        DataLakeStorage lake, LakeWriteLock writeLock, SourceContract contract, DateOnly date, LakeMode mode, LakeMetadata? before)
    {
        _mode = mode;
        _before = before;
        _transaction = lake.Begin(writeLock, contract, date);
        if (contract.KeysAreUnique)
            _duplicates = new DuplicateKeyCounter(_transaction.PathOf("keys"));
    }

    /// <summary>Starts a new version of a source that adds rows to those which a date has already.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="writeLock">Proof that this process may write to it.</param>
    /// <param name="contract">The source.</param>
    /// <param name="before">What the date has, by layer: raw, validated and quarantine.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="InvalidDataException">What the date has is not what was put there, or another version made it.</exception>
    /// <exception cref="IOException">The lake can't be read or written.</exception>
    public static async Task<IngestWriter> ContinueAsync(
        DataLakeStorage lake,
        LakeWriteLock writeLock,
        SourceContract contract,
        IReadOnlyDictionary<LakeLayer, LakeEntry> before,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lake);
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(before);
        var (partition, metadata) = before[LakeLayer.Validated];
        var writer = new IngestWriter(lake, writeLock, contract, partition.Date, metadata.Mode ?? LakeMode.Snapshot, metadata);
        try
        {
            var writers = await Task.WhenAll(
                ContinueAsync(LakeLayer.Raw, contract.Fields),
                ContinueAsync(LakeLayer.Validated, contract.Fields),
                ContinueAsync(LakeLayer.Quarantine, QuarantineContract.Fields));
            (writer._raw, writer._validated, writer._quarantine) = (writers[0], writers[1], writers[2]);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        Task<LakeFileWriter> ContinueAsync(LakeLayer layer, IReadOnlyList<Field> fields) => Task.Run(
            () => writer._transaction.ContinueAsync(layer, fields, before[layer].Metadata, cancellationToken), cancellationToken);
    }

    /// <summary>The columns of the quarantine layer, for every source alike.</summary>
    public static SourceContract QuarantineContract { get; } = new("quarantine", "quarantine",
    [
        new Field("source_file", FieldType.Text),
        new Field("line_number", FieldType.Int64) { IsKey = true },
        new Field("field", FieldType.Text),
        new Field("value", FieldType.Text),
        new Field("reason", FieldType.Text),
        new Field("raw_text", FieldType.Text),
    ]);

    /// <summary>Writes a judged batch. The batch must not be changed before the returned task has ended; others may be written meanwhile, in order.</summary>
    /// <param name="cleaned">The batch, judged.</param>
    /// <param name="files">The names of the files that the batch's numbers stand for.</param>
    /// <returns>A task that ends when the batch is written.</returns>
    /// <exception cref="IOException">The lake can't be written.</exception>
    public Task WriteAsync(RowCleaner cleaned, IReadOnlyList<string> files)
    {
        foreach (var row in cleaned.Rejected)
            Reject(row, cleaned.Batch, files[row.File]);
        _duplicates?.Add(cleaned);
        return Task.WhenAll(
            _rawThread.RunAsync(() => _raw.Write(cleaned, LakeLayer.Raw)),
            _validatedThread.RunAsync(() => _validated.Write(cleaned, LakeLayer.Validated)));
    }

    /// <summary>Counts the rows written whose key an earlier row has, where a key names one thing of the source.</summary>
    /// <returns>The count, or null where rows share keys by nature.</returns>
    public long? CountDuplicateKeys() => _duplicates?.Count();

    /// <summary>Completes and checks the files and makes them visible together.</summary>
    /// <param name="quality">What became of the source's rows.</param>
    /// <param name="sources">The files they came from.</param>
    /// <param name="ledger">What has been read now, published with the files; null to leave the one that is there.</param>
    /// <param name="cancellationToken">Gives up, until the point from which the new version is sure to appear.</param>
    /// <returns>The metadata of the new files: raw, validated, quarantine.</returns>
    /// <exception cref="IOException">The lake can't be written; the old version is intact.</exception>
    /// <exception cref="InvalidDataException">A file does not read back as it was written; nothing is published.</exception>
    public Task<IReadOnlyList<LakeMetadata>> CommitAsync(
        QualityReport quality, IReadOnlyList<SourceFileReport> sources, Ledger? ledger, CancellationToken cancellationToken)
    {
        FlushRejected();
        _duplicates?.Dispose();
        return _transaction.CommitAsync(
            _before?.Quality is { } earlier ? earlier.And(quality) : quality,
            _before?.Sources is { } read ? SourceFileReport.Join(read, sources) : sources,
            _mode,
            ledger,
            cancellationToken);
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        _rawThread.Dispose();
        _validatedThread.Dispose();
        _duplicates?.Dispose();
        _transaction.Dispose();
    }

    private void Reject(RejectedRow row, RowBatch batch, string file)
    {
        var raw = batch.Raw(row.Row);
        Text(0).AppendVerbatim(Encoding.UTF8.GetBytes(file));
        ((Int64Column)_rejected.Columns[1]).AppendValue(row.Line);
        AppendOrNull(Text(2), row.Field);
        AppendOrNull(Text(3), row.Value);
        Text(4).AppendVerbatim(Encoding.UTF8.GetBytes(row.Rule));
        Text(5).AppendVerbatim(raw);
        _rejected.EndRow(row.Line, default);
        if (_rejected.Count >= RejectedRows || Text(5).ByteCount >= RejectedTextBytes)
            FlushRejected();

        TextColumn Text(int column) => (TextColumn)_rejected.Columns[column];
    }

    private static void AppendOrNull(TextColumn column, string text)
    {
        if (text.Length == 0)
            column.AppendMissing(CellStatus.Null);
        else
            column.AppendVerbatim(Encoding.UTF8.GetBytes(text));
    }

    private void FlushRejected()
    {
        _quarantine.Write(_rejected);
        _rejected.Restart(0);
    }
}
