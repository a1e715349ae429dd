using System.Text;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.ParquetFormat;

namespace RecoMart.Storage.Lake;

/// <summary>
/// Writes one Parquet file of the lake, a row group per batch. Key columns are REQUIRED, all others OPTIONAL, in every layer alike. Integers are
/// packed as their differences, which compression makes no smaller; all others are compressed with Snappy.
/// </summary>
internal sealed class LakeFileWriter : IDisposable
{
    private const int CopyBytes = 1 << 20;

    // How many row groups at the end of a file become one, and how large that may be: joining them costs less than the runs that wrote them.
    private const int JoinedGroups = 32;
    private const int JoinedRows = 100_000;
    private const int JoinedBytes = 8 << 20;

    private static readonly string s_createdBy = $"RecoMart version {typeof(LakeFileWriter).Assembly.GetName().Version?.ToString(3)}";

    private readonly IReadOnlyList<Field> _fields;
    private readonly HashingStream _stream;
    private readonly ParquetFileWriter _writer;
    private readonly ChunkEncoder _encoder;
    private readonly RowSelection _taken = new();
    private readonly long[] _nulls;
    private long _rows;
    private long _memory;

    /// <summary>Starts the file.</summary>
    /// <param name="target">Where to; the writer disposes it.</param>
    /// <param name="fields">The columns.</param>
    public LakeFileWriter(Stream target, IReadOnlyList<Field> fields)
        : this(new HashingStream(target), fields, stream => new ParquetFileWriter(stream, ColumnsOf(fields), s_createdBy))
    {
    }

    private LakeFileWriter(HashingStream stream, IReadOnlyList<Field> fields, Func<HashingStream, ParquetFileWriter> start)
    {
        _fields = fields;
        _nulls = new long[fields.Count];
        _stream = stream;
        _writer = start(stream);
        _encoder = new ChunkEncoder(_writer);
    }

    /// <summary>The row groups that were copied, where the file goes on with another.</summary>
    public int GroupsBefore { get; private init; }

    /// <summary>
    /// Starts a file with all rows of another. Its row groups are copied as they are, but many small ones at its end become one: each run of a day leaves one,
    /// and a file of thousands takes long to read.
    /// </summary>
    /// <param name="target">Where to; the writer disposes it.</param>
    /// <param name="fields">The columns.</param>
    /// <param name="path">The other file.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="InvalidDataException">The other file is not what its metadata says.</exception>
    /// <exception cref="IOException">It can't be read, or the target not written.</exception>
    public static async Task<LakeFileWriter> ContinueAsync(
        Stream target, IReadOnlyList<Field> fields, string path, LakeMetadata metadata, CancellationToken cancellationToken)
    {
        var stream = new HashingStream(target);
        try
        {
            var columns = ColumnsOf(fields);
            await using var reader = await LakeFileReader.OpenAsync(path, cancellationToken);
            var groups = Enumerable.Range(0, reader.RowGroupCount).Select(group => reader.RowGroup(group, columns)).ToList();
            var copied = CountToCopy(groups);
            var end = copied > 0 ? groups[copied - 1].Chunks[^1].End : ParquetFileWriter.FirstGroupAt;
            await CopyAsync(stream, path, end, metadata, cancellationToken);
            var writer = new LakeFileWriter(
                stream, fields, _ => new ParquetFileWriter(stream, columns, s_createdBy, [.. groups.Take(copied)], end))
            {
                GroupsBefore = copied,
                _rows = groups.Take(copied).Sum(group => (long)group.Rows),
            };
            for (var i = 0; i < fields.Count; i++)
                writer._nulls[i] = groups.Take(copied).Sum(group => (long)group.Chunks[i].Statistics.Nulls);
            if (copied < groups.Count)
                await writer.JoinAsync(reader, copied, cancellationToken);
            // Of the rows, however they are grouped now.
            writer._memory = metadata.MemoryUsageBytes;
            return writer;
        }
        catch (Exception exception)
        {
            await stream.DisposeAsync();
            // What the reader makes of a damaged file says less than that it is damaged.
            if (exception is InvalidDataException && await LakeChecksum.FindProblemAsync(path, metadata, pause: null, cancellationToken) is { } problem)
                throw new InvalidDataException(problem, exception);
            throw;
        }
    }

    /// <summary>Writes the rows of a judged batch that belong to a layer.</summary>
    /// <param name="cleaned">The batch, judged.</param>
    /// <param name="layer">Raw takes values as read, validated takes them as cleaned.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Write(RowCleaner cleaned, LakeLayer layer)
    {
        _taken.Take(cleaned.Verdicts, layer == LakeLayer.Raw ? RowVerdict.Invalid : RowVerdict.Accepted);
        WriteRowGroup(cleaned.Batch, layer == LakeLayer.Raw ? null : cleaned);
    }

    /// <summary>Writes all rows of a batch as they are.</summary>
    /// <param name="batch">The batch.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Write(RowBatch batch)
    {
        _taken.TakeAll(batch.Count);
        WriteRowGroup(batch, null);
    }

    /// <summary>Writes the footer and flushes the file to disk.</summary>
    /// <returns>What the metadata says of the file.</returns>
    /// <exception cref="IOException">The file can't be written.</exception>
    public LakeFileSummary Complete()
    {
        _writer.Complete();
        var md5 = _stream.Complete();
        var nulls = new Dictionary<string, long>();
        for (var i = 0; i < _fields.Count; i++)
            nulls.Add(_fields[i].Name, _nulls[i]);
        return new LakeFileSummary(_stream.Length, _rows, md5, nulls, _memory);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    // The last row groups that together are no larger than a small one could be, once they are many.
    private static int CountToCopy(List<ParquetRowGroup> groups)
    {
        var (first, rows, bytes) = (groups.Count, 0L, 0L);
        while (first > 0)
        {
            rows += groups[first - 1].Rows;
            bytes += groups[first - 1].Chunks.Sum(chunk => chunk.UncompressedBytes);
            if (rows > JoinedRows || bytes > JoinedBytes)
                break;
            first--;
        }
        return groups.Count - first >= JoinedGroups ? first : groups.Count;
    }

    // Copies what is before a place; what follows only counts in the MD5.
    private static async Task CopyAsync(HashingStream stream, string path, long end, LakeMetadata metadata, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[CopyBytes];
        while (stream.Length < end)
        {
            var count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - stream.Length)), cancellationToken);
            if (count == 0)
                throw new InvalidDataException("was cut off while it was read");
            stream.Write(buffer.AsSpan(0, count));
            stream.BeginFlush();
        }
        var rest = new byte[Math.Max(0, file.Length - end)];
        await file.ReadExactlyAsync(rest, cancellationToken);
        if (stream.Md5With(rest) is var md5 && md5 != metadata.ChecksumMd5)
            throw new InvalidDataException($"has the MD5 {md5}, not {metadata.ChecksumMd5}");
    }

    private async Task JoinAsync(LakeFileReader reader, int firstGroup, CancellationToken cancellationToken)
    {
        var batch = new RowBatch(new SourceContract("joined", "joined", _fields));
        var rows = 0;
        for (var group = firstGroup; group < reader.RowGroupCount; group++)
        {
            foreach (var column in batch.Columns)
                await AppendAsync(column, reader, group, cancellationToken);
            rows += reader.GroupRows(group);
        }
        while (batch.Count < rows)
            batch.EndRow(batch.Count + 1, default);
        Write(batch);
    }

    private static async Task AppendAsync(Column column, LakeFileReader reader, int group, CancellationToken cancellationToken)
    {
        var name = column.Field.Name;
        switch (column)
        {
            case Int64Column numbers:
                Append(numbers, await reader.ReadAsync<long>(group, name, cancellationToken), value => value);
                break;
            case Int32Column numbers:
                Append(numbers, await reader.ReadAsync<int>(group, name, cancellationToken), value => value);
                break;
            case DoubleColumn numbers:
                Append(numbers, await reader.ReadAsync<double>(group, name, cancellationToken), value => value);
                break;
            case BooleanColumn flags:
                Append(flags, await reader.ReadAsync<bool>(group, name, cancellationToken), value => value);
                break;
            case TimestampColumn times:
                Append(times, await reader.ReadAsync<DateTime>(group, name, cancellationToken), value => (value - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
                break;
            case TextColumn texts:
                foreach (var value in (await reader.ReadAsync<ReadOnlyMemory<char>>(group, name, cancellationToken)).Values())
                {
                    if (value is { } text)
                        texts.AppendVerbatim(Encoding.UTF8.GetBytes(text.ToArray()));
                    else
                        texts.AppendMissing(CellStatus.Null);
                }
                break;
            default:
                throw new NotSupportedException($"A {column.GetType().Name} can't be read back.");
        }
    }

    private static void Append<TValue, TStored>(FixedColumn<TStored> column, LakeColumn<TValue> values, Func<TValue, TStored> convert)
        where TValue : struct
        where TStored : unmanaged
    {
        foreach (var value in values.Values())
        {
            if (value is { } present)
                column.AppendValue(convert(present));
            else
                column.AppendMissing(CellStatus.Null);
        }
    }

    private void WriteRowGroup(RowBatch batch, RowCleaner? cleaned)
    {
        if (_taken.Count == 0)
            return;
        for (var i = 0; i < batch.Columns.Count; i++)
        {
            var column = batch.Columns[i];
            var canonical = cleaned is not null && column is TextColumn text ? text.Canonical : default;
            _nulls[i] += _encoder.Write(column, cleaned is null ? column.Statuses : cleaned.Statuses(i), canonical, _taken, _fields[i].IsKey);
            _memory += _taken.Count + (column.ValueBytes * _taken.Count / batch.Count);
        }
        _writer.EndRowGroup(_taken.Count);
        _stream.BeginFlush();
        _rows += _taken.Count;
    }

    private static List<ParquetColumn> ColumnsOf(IReadOnlyList<Field> fields) =>
        [.. fields.Select(field => new ParquetColumn(field.Name, field.Type, field.IsKey, CodecOf(field.Type)))];

    private static ParquetCodec CodecOf(FieldType type) => type is FieldType.Int64 or FieldType.Int32 ? ParquetCodec.Uncompressed : ParquetCodec.Snappy;
}
