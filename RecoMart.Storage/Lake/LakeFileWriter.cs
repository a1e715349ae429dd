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
    {
        _fields = fields;
        _nulls = new long[fields.Count];
        _stream = new HashingStream(target);
        _writer = new ParquetFileWriter(
            _stream, [.. fields.Select(field => new ParquetColumn(field.Name, field.Type, field.IsKey, CodecOf(field.Type)))], s_createdBy);
        _encoder = new ChunkEncoder(_writer);
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
        _rows += _taken.Count;
    }

    private static ParquetCodec CodecOf(FieldType type) => type is FieldType.Int64 or FieldType.Int32 ? ParquetCodec.Uncompressed : ParquetCodec.Snappy;
}
