using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Apache.Arrow;
using Apache.Arrow.Types;
using ParquetSharp;
using ParquetSharp.Arrow;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using Column = RecoMart.Storage.Columns.Column;
using Field = RecoMart.Storage.Contract.Field;

namespace RecoMart.Storage.Lake;

/// <summary>
/// Writes one Parquet file of the lake, a row group per batch. A column goes to the Parquet library as an Arrow array, whose layout is
/// nearly the column's own:
/// <code>
/// column    rows 0 1 -1 0 | values "viewpurchase", starts 0 4 12 | statuses Value Value Null Value
/// array     indices 0 1 0 0 | dictionary "view", "purchase"      | validity bits 1101 (least significant first)
/// </code>
/// Encodings: integers as DELTA_BINARY_PACKED (which compression makes no smaller), timestamps and doubles as PLAIN (Parquet.Net reads
/// no other for timestamps) with Snappy, texts by dictionary with Snappy. Key columns are REQUIRED, all others OPTIONAL, in every
/// layer alike.
/// </summary>
internal sealed class LakeFileWriter : IDisposable
{
    private static readonly MemoryPool s_memory = FindMemoryPool();
    private static readonly TimestampType s_timestamp = new(Apache.Arrow.Types.TimeUnit.Microsecond, "UTC");
    private static readonly DictionaryType s_text = new(Int32Type.Default, StringType.Default, ordered: false);

    private readonly IReadOnlyList<Field> _fields;
    private readonly HashingStream _stream;
    private readonly FileWriter _writer;
    private readonly long[] _nulls;
    private readonly List<(int First, int End)> _runs = [];
    private byte[] _values = [];
    private byte[] _validity = [];
    private byte[] _statuses = [];
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
        using var builder = new WriterPropertiesBuilder();
        builder.MemoryPool(s_memory);
        builder.Compression(Compression.Snappy).MaxRowGroupLength(RowBatch.MaxRows);
        foreach (var field in fields)
        {
            if (field.Type is FieldType.Int64 or FieldType.Int32)
                builder.DisableDictionary(field.Name).Encoding(field.Name, Encoding.DeltaBinaryPacked).Compression(field.Name, Compression.Uncompressed);
            else if (field.Type is FieldType.Timestamp or FieldType.Double)
                builder.DisableDictionary(field.Name).Encoding(field.Name, Encoding.Plain);
        }
        using var properties = builder.Build();
        var schema = new Schema(fields.Select(field => new Apache.Arrow.Field(field.Name, ToArrow(field.Type), nullable: !field.IsKey)), metadata: null);
        _writer = new FileWriter(_stream, schema, properties, arrowProperties: null, leaveOpen: true);
    }

    /// <summary>Writes the rows of a judged batch that belong to a layer.</summary>
    /// <param name="cleaned">The batch, judged.</param>
    /// <param name="layer">Raw takes values as read, validated takes them as cleaned.</param>
    public void Write(RowCleaner cleaned, LakeLayer layer)
    {
        _runs.Clear();
        var worst = layer == LakeLayer.Raw ? RowVerdict.Invalid : RowVerdict.Accepted;
        var verdicts = MemoryMarshal.AsBytes(cleaned.Verdicts);
        for (var row = 0; row < verdicts.Length;)
        {
            var length = verdicts[row..].IndexOfAnyExceptInRange((byte)RowVerdict.Accepted, (byte)worst);
            var end = length < 0 ? verdicts.Length : row + length;
            if (end > row)
                _runs.Add((row, end));
            row = end + 1;
        }
        WriteRowGroup(cleaned.Batch, layer == LakeLayer.Raw ? null : cleaned);
    }

    /// <summary>Writes all rows of a batch as they are.</summary>
    /// <param name="batch">The batch.</param>
    public void Write(RowBatch batch)
    {
        _runs.Clear();
        _runs.Add((0, batch.Count));
        WriteRowGroup(batch, null);
    }

    /// <summary>Writes the footer and flushes the file to disk.</summary>
    /// <returns>What the metadata says of the file.</returns>
    public LakeFileSummary Complete()
    {
        var md5 = "";
        Guard(() =>
        {
            _writer.Close();
            md5 = _stream.Complete();
        });
        var nulls = new Dictionary<string, long>();
        for (var i = 0; i < _fields.Count; i++)
            nulls.Add(_fields[i].Name, _nulls[i]);
        return new LakeFileSummary(_stream.Length, _rows, md5, nulls, _memory);
    }

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

    private void WriteRowGroup(RowBatch batch, RowCleaner? cleaned)
    {
        var rows = _runs.Sum(run => run.End - run.First);
        if (rows == 0)
            return;
        Guard(() =>
        {
            _writer.NewRowGroup();
            for (var i = 0; i < batch.Columns.Count; i++)
            {
                var column = batch.Columns[i];
                var nulls = SetValidity(cleaned is null ? column.Statuses : cleaned.Statuses(i), rows);
                using var array = column switch
                {
                    TextColumn text => ToDictionaryArray(text, cleaned is null ? default : text.Canonical, rows, nulls),
                    _ => ToArray(column, rows, nulls),
                };
                _writer.WriteColumnChunk(array);
                _nulls[i] += nulls;
                _memory += rows + (column.ValueBytes * rows / batch.Count);
            }
        });
        _rows += rows;
    }

    private void Guard(System.Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (_stream.Failure is not null && exception is not IOException)
        {
            throw _stream.Failure;
        }
    }

    // Sets a bit for each row that has a value, and counts those that have none.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SetValidity(ReadOnlySpan<CellStatus> statuses, int rows)
    {
        // Whole vectors are read and written.
        var padded = (rows + Vector256<byte>.Count - 1) / Vector256<byte>.Count * Vector256<byte>.Count;
        var taken = Room(ref _statuses, padded);
        Gather(MemoryMarshal.AsBytes(statuses), sizeof(byte), taken);
        taken[rows..].Fill((byte)CellStatus.Null);
        var bits = MemoryMarshal.Cast<byte, uint>(Room(ref _validity, padded / 8));
        var present = 0;
        for (var i = 0; i < bits.Length; i++)
        {
            var hasValue = Vector256.Equals(Vector256.Create<byte>(taken[(i * Vector256<byte>.Count)..]), Vector256<byte>.Zero);
            bits[i] = hasValue.ExtractMostSignificantBits();
            present += BitOperations.PopCount(bits[i]);
        }
        return rows - present;
    }

    private IArrowArray ToArray(Column column, int rows, int nulls)
    {
        ArrowBuffer Values<T>(ReadOnlySpan<T> values)
            where T : unmanaged
        {
            var size = Marshal.SizeOf<T>();
            Gather(MemoryMarshal.AsBytes(values), size, Room(ref _values, rows * size));
            return new ArrowBuffer(_values.AsMemory(0, rows * size));
        }

        var validity = Validity(rows, nulls);
        return column switch
        {
            Int64Column c => new Int64Array(Values(c.Values), validity, rows, nulls, 0),
            TimestampColumn c => new TimestampArray(s_timestamp, Values(c.Values), validity, rows, nulls, 0),
            Int32Column c => new Int32Array(Values(c.Values), validity, rows, nulls, 0),
            DoubleColumn c => new DoubleArray(Values(c.Values), validity, rows, nulls, 0),
            BooleanColumn c => new BooleanArray(Bits(c.Values, rows), validity, rows, nulls, 0),
            _ => throw new InvalidOperationException($"No Arrow array for {column.GetType().Name}."),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private DictionaryArray ToDictionaryArray(TextColumn column, ReadOnlySpan<int> canonical, int rows, int nulls)
    {
        var indices = MemoryMarshal.Cast<byte, int>(Room(ref _values, rows * sizeof(int)));
        var next = 0;
        foreach (var (first, end) in _runs)
        {
            foreach (var number in column.Rows[first..end])
            {
                // A row without a value takes any index.
                var known = number < 0 ? 0 : canonical.IsEmpty ? number : canonical[number];
                indices[next++] = known < 0 ? 0 : known;
            }
        }
        var array = new Int32Array(new ArrowBuffer(_values.AsMemory(0, rows * sizeof(int))), Validity(rows, nulls), rows, nulls, 0);
        var starts = new ArrowBuffer(MemoryMarshal.AsBytes(column.Starts).ToArray());
        var dictionary = new StringArray(column.ValueCount, starts, new ArrowBuffer(column.Bytes), ArrowBuffer.Empty, 0, 0);
        return new DictionaryArray(s_text, array, dictionary);
    }

    private ArrowBuffer Validity(int rows, int nulls) => nulls == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_validity.AsMemory(0, (rows + 7) / 8));

    private ArrowBuffer Bits(ReadOnlySpan<bool> values, int rows)
    {
        var bits = Room(ref _values, (rows + 7) / 8);
        bits.Clear();
        var next = 0;
        foreach (var (first, end) in _runs)
        {
            foreach (var value in values[first..end])
            {
                if (value)
                    bits[next / 8] |= (byte)(1 << (next % 8));
                next++;
            }
        }
        return new ArrowBuffer(_values.AsMemory(0, bits.Length));
    }

    // Copies the rows that are taken, run by run.
    private void Gather(ReadOnlySpan<byte> source, int size, Span<byte> target)
    {
        foreach (var (first, end) in _runs)
        {
            source[(first * size)..(end * size)].CopyTo(target);
            target = target[((end - first) * size)..];
        }
    }

    private static Span<byte> Room(ref byte[] buffer, int bytes)
    {
        if (buffer.Length < bytes)
            buffer = GC.AllocateUninitializedArray<byte>(bytes);
        return buffer.AsSpan(0, bytes);
    }

    // Measured over 30 million rows: with jemalloc the process stays at the same size; the default (mimalloc) holds some 40 MB more, and
    // with the C library's own allocator the process grows for as long as it writes. Not every platform's build has it.
    private static MemoryPool FindMemoryPool()
    {
        try
        {
            return MemoryPool.JemallocMemoryPool();
        }
        catch (ParquetException)
        {
            return MemoryPool.GetDefaultMemoryPool();
        }
    }

    private static IArrowType ToArrow(FieldType type) => type switch
    {
        FieldType.Int64 => Int64Type.Default,
        FieldType.Int32 => Int32Type.Default,
        FieldType.Double => DoubleType.Default,
        FieldType.Boolean => BooleanType.Default,
        FieldType.Timestamp => s_timestamp,
        _ => s_text,
    };
}
