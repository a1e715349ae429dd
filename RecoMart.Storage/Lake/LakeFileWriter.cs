using System.Buffers.Binary;
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

    /// <summary>The row groups that were there before, where the file goes on with another.</summary>
    public int GroupsBefore { get; private init; }

    /// <summary>Starts a file with all rows of another, whose row groups are copied as they are.</summary>
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
            var length = await CopyRowGroupsAsync(stream, path, metadata, cancellationToken);
            await using var reader = await LakeFileReader.OpenAsync(path, cancellationToken);
            var groups = Enumerable.Range(0, reader.RowGroupCount).Select(group => reader.RowGroup(group, columns)).ToList();
            var writer = new LakeFileWriter(stream, fields, _ => new ParquetFileWriter(stream, columns, s_createdBy, groups, length))
            {
                GroupsBefore = groups.Count,
                _rows = metadata.RecordCount,
                _memory = metadata.MemoryUsageBytes,
            };
            for (var i = 0; i < fields.Count; i++)
                writer._nulls[i] = metadata.NullCounts[fields[i].Name];
            return writer;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    // Returns the bytes copied: all but the footer, which only counts in the MD5.
    private static async Task<long> CopyRowGroupsAsync(HashingStream stream, string path, LakeMetadata metadata, CancellationToken cancellationToken)
    {
        const int tail = 8;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var end = new byte[tail];
        var footer = file.Length >= tail && RandomAccess.Read(file.SafeFileHandle, end, file.Length - tail) == tail
            ? BinaryPrimitives.ReadInt32LittleEndian(end)
            : -1;
        var length = file.Length - tail - footer;
        if (footer < 0 || length < 0)
            throw new InvalidDataException("is no Parquet file");
        var buffer = new byte[CopyBytes];
        for (var left = length; left > 0;)
        {
            var count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
            if (count == 0)
                throw new InvalidDataException("was cut off while it was read");
            stream.Write(buffer.AsSpan(0, count));
            left -= count;
        }
        var rest = new byte[file.Length - length];
        await file.ReadExactlyAsync(rest, cancellationToken);
        return stream.Md5With(rest) is var md5 && md5 == metadata.ChecksumMd5
            ? length
            : throw new InvalidDataException($"has the MD5 {md5}, not {metadata.ChecksumMd5}");
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
