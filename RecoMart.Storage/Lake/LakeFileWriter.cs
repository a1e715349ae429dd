using ParquetSharp;
using ParquetSharp.Schema;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Lake;

/// <summary>
/// Writes one Parquet file of the lake, a row group per batch: ids as DELTA_BINARY_PACKED (small, and quick to read), timestamps as
/// PLAIN (Parquet.Net reads no other), texts and small numbers through a dictionary, everything snappy-compressed. Key columns are
/// REQUIRED, all others OPTIONAL, in every layer alike.
/// </summary>
internal sealed class LakeFileWriter : IDisposable
{
    // Rows go to the Parquet library in slices whose levels and values stay in the processor's cache.
    private const int SliceRows = 8192;

    private readonly IReadOnlyList<Field> _fields;
    private readonly HashingFileStream _stream;
    private readonly ParquetFileWriter _writer;
    private readonly long[] _nulls;
    private readonly short[] _levels = new short[SliceRows];
    private readonly long[] _int64s = new long[SliceRows];
    private readonly int[] _int32s = new int[SliceRows];
    private readonly double[] _doubles = new double[SliceRows];
    private readonly bool[] _booleans = new bool[SliceRows];
    private readonly ByteArray[] _texts = new ByteArray[SliceRows];
    private long _rows;
    private long _memory;

    /// <summary>Creates the file.</summary>
    /// <param name="path">Where; nothing may be there yet.</param>
    /// <param name="fields">The columns.</param>
    public LakeFileWriter(string path, IReadOnlyList<Field> fields)
    {
        _fields = fields;
        _nulls = new long[fields.Count];
        _stream = new HashingFileStream(path);
        using var schema = new GroupNode("schema", Repetition.Required, [.. fields.Select(ToNode)]);
        using var builder = new WriterPropertiesBuilder();
        // The library's own pool keeps what it has freed: tens of megabytes with two files being written at a time.
        builder.MemoryPool(MemoryPool.SystemMemoryPool());
        builder.Compression(Compression.Snappy).CreatedBy("RecoMart").MaxRowGroupLength(RowBatch.MaxRows);
        foreach (var field in fields)
        {
            if (field.Type is FieldType.Int64)
                builder.DisableDictionary(field.Name).Encoding(field.Name, Encoding.DeltaBinaryPacked);
            else if (field.Type is FieldType.Timestamp or FieldType.Double)
                builder.DisableDictionary(field.Name).Encoding(field.Name, Encoding.Plain);
        }
        using var properties = builder.Build();
        _writer = new ParquetFileWriter(_stream, schema, properties, keyValueMetadata: null, leaveOpen: true);
    }

    /// <summary>Writes the rows of a judged batch that belong to a layer.</summary>
    /// <param name="cleaned">The batch, judged.</param>
    /// <param name="layer">Raw takes values as read, validated takes them as cleaned.</param>
    public void Write(RowCleaner cleaned, LakeLayer layer)
    {
        var worst = layer == LakeLayer.Raw ? RowVerdict.Invalid : RowVerdict.Accepted;
        var rows = layer == LakeLayer.Raw ? cleaned.Batch.Count - cleaned.Unreadable : cleaned.Accepted;
        var verdicts = rows == cleaned.Batch.Count ? default : cleaned.Verdicts;
        WriteRowGroup(cleaned.Batch, rows, verdicts, worst, layer == LakeLayer.Raw ? null : cleaned);
    }

    /// <summary>Writes all rows of a batch as they are.</summary>
    /// <param name="batch">The batch.</param>
    public void Write(RowBatch batch) => WriteRowGroup(batch, batch.Count, default, RowVerdict.Accepted, null);

    /// <summary>Writes the footer and flushes the file to disk.</summary>
    /// <returns>What the metadata says of the file.</returns>
    public LakeFileSummary Complete() => Guard(() =>
    {
        _writer.Close();
        var md5 = _stream.Complete();
        var nulls = new Dictionary<string, long>();
        for (var i = 0; i < _fields.Count; i++)
            nulls.Add(_fields[i].Name, _nulls[i]);
        return new LakeFileSummary(_stream.Length, _rows, md5, nulls, _memory);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (Exception) when (_stream.Failure is not null)
        {
            // Disposing writes the footer if nobody has; the write that failed was reported when it happened.
        }
        _stream.Dispose();
    }

    private void WriteRowGroup(RowBatch batch, int rows, ReadOnlySpan<RowVerdict> verdicts, RowVerdict worst, RowCleaner? cleaned)
    {
        if (rows == 0)
            return;
        try
        {
            using var group = _writer.AppendRowGroup();
            for (var i = 0; i < batch.Columns.Count; i++)
            {
                var column = batch.Columns[i];
                var statuses = cleaned is null ? column.Statuses : cleaned.Statuses(i);
                using var writer = group.NextColumn();
                var selection = new Selection(statuses, verdicts, worst, column.Field.IsKey);
                _nulls[i] += column switch
                {
                    Int32Column c => WriteFixed((ColumnWriter<int>)writer, c.Values, selection, _int32s),
                    DoubleColumn c => WriteFixed((ColumnWriter<double>)writer, c.Values, selection, _doubles),
                    BooleanColumn c => WriteFixed((ColumnWriter<bool>)writer, c.Values, selection, _booleans),
                    TextColumn c => WriteText((ColumnWriter<ByteArray>)writer, c, cleaned is null ? default : cleaned.Canonical(i), selection),
                    FixedColumn<long> c => WriteFixed((ColumnWriter<long>)writer, c.Values, selection, _int64s),
                    _ => throw new InvalidOperationException($"No Parquet writer for {column.GetType().Name}."),
                };
                _memory += rows + (column.ValueBytes * rows / batch.Count);
            }
            group.Close();
        }
        catch (Exception exception) when (_stream.Failure is not null && exception is not IOException)
        {
            throw _stream.Failure;
        }
        _rows += rows;
    }

    private T Guard<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception exception) when (_stream.Failure is not null && exception is not IOException)
        {
            throw _stream.Failure;
        }
    }

    private long WriteFixed<T>(ColumnWriter<T> writer, ReadOnlySpan<T> values, Selection selection, T[] slice)
        where T : unmanaged
    {
        if (selection.IsEverything)
        {
            writer.WriteBatch(values);
            return 0;
        }
        long nulls = 0;
        for (var row = 0; row < values.Length;)
        {
            var rows = 0;
            var present = 0;
            for (; row < values.Length && rows < SliceRows; row++)
            {
                if (!selection.Includes(row))
                    continue;
                var level = selection.Level(row);
                _levels[rows++] = level;
                slice[present] = values[row];
                present += level;
            }
            nulls += rows - present;
            if (selection.IsRequired)
                writer.WriteBatch(slice.AsSpan(0, present));
            else
                writer.WriteBatch(rows, _levels.AsSpan(0, rows), default, slice.AsSpan(0, present));
        }
        return nulls;
    }

    private long WriteText(ColumnWriter<ByteArray> writer, TextColumn column, ReadOnlySpan<int> canonical, Selection selection)
    {
        long nulls = 0;
        var values = column.Rows;
        for (var row = 0; row < values.Length;)
        {
            var rows = 0;
            var present = 0;
            for (; row < values.Length && rows < SliceRows; row++)
            {
                if (!selection.Includes(row))
                    continue;
                var level = selection.Level(row);
                _levels[rows++] = level;
                if (level == 0)
                    continue;
                var number = canonical.IsEmpty ? values[row] : canonical[values[row]];
                _texts[present++] = new ByteArray(column.Address(number), column.Value(number).Length);
            }
            nulls += rows - present;
            writer.WriteBatch(rows, _levels.AsSpan(0, rows), default, _texts.AsSpan(0, present));
        }
        return nulls;
    }

    private static PrimitiveNode ToNode(Field field)
    {
        var repetition = field.IsKey ? Repetition.Required : Repetition.Optional;
        return field.Type switch
        {
            FieldType.Int64 => new PrimitiveNode(field.Name, repetition, LogicalType.Int(64, isSigned: true), PhysicalType.Int64),
            FieldType.Int32 => new PrimitiveNode(field.Name, repetition, LogicalType.Int(32, isSigned: true), PhysicalType.Int32),
            FieldType.Double => new PrimitiveNode(field.Name, repetition, LogicalType.None(), PhysicalType.Double),
            FieldType.Boolean => new PrimitiveNode(field.Name, repetition, LogicalType.None(), PhysicalType.Boolean),
            FieldType.Timestamp => new PrimitiveNode(field.Name, repetition, LogicalType.Timestamp(isAdjustedToUtc: true, TimeUnit.Micros), PhysicalType.Int64),
            _ => new PrimitiveNode(field.Name, repetition, LogicalType.String(), PhysicalType.ByteArray),
        };
    }

    // Which rows of a batch a layer takes, and which of them have a value.
    private readonly ref struct Selection(
        ReadOnlySpan<CellStatus> statuses, ReadOnlySpan<RowVerdict> verdicts, RowVerdict worst, bool isRequired)
    {
        private readonly ReadOnlySpan<CellStatus> _statuses = statuses;
        private readonly ReadOnlySpan<RowVerdict> _verdicts = verdicts;

        public bool IsRequired { get; } = isRequired;

        public bool IsEverything => IsRequired && _verdicts.IsEmpty;

        public bool Includes(int row) => _verdicts.IsEmpty || _verdicts[row] <= worst;

        public short Level(int row) => _statuses[row] == CellStatus.Value ? (short)1 : (short)0;
    }
}
