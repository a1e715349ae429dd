using System.Buffers;
using System.Buffers.Binary;
using RecoMart.Storage.Contract;
using Snappier;

namespace RecoMart.Storage.ParquetFormat;

/// <summary>
/// Writes a Parquet file of flat columns (format version 2, data pages of version 1), front to back:
/// <code>
/// PAR1 | row group: [dictionary page] data pages, column by column | … | footer | its length | PAR1
/// </code>
/// Source of the format: parquet.thrift and Encodings.md of Apache Parquet 2.
/// </summary>
internal sealed class ParquetFileWriter
{
    /// <summary>Where the first row group of a file begins: after <c>PAR1</c>.</summary>
    public const int FirstGroupAt = 4;

    private const int DataPage = 0;
    private const int DictionaryPage = 2;

    private readonly Stream _stream;
    private readonly IReadOnlyList<ParquetColumn> _columns;
    private readonly string _createdBy;
    private readonly List<ParquetRowGroup> _groups = [];
    private readonly ArrayBufferWriter<byte> _head = new(256);
    private List<ParquetChunk> _chunks = [];
    private byte[] _compressed = [];
    private long _position;
    private long _rows;

    // The chunk that is being written.
    private ParquetEncoding _encoding;
    private long? _dictionaryAt;
    private long _dataAt;
    private long _uncompressed;

    /// <summary>Starts a file.</summary>
    /// <param name="stream">Where to; it is not disposed.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="createdBy">Who writes it, with a version.</param>
    public ParquetFileWriter(Stream stream, IReadOnlyList<ParquetColumn> columns, string createdBy)
    {
        _stream = stream;
        _columns = columns;
        _createdBy = createdBy;
        Write("PAR1"u8);
        _dataAt = _position;
    }

    /// <summary>Goes on with a file whose row groups the stream has been given already, without the footer.</summary>
    /// <param name="stream">Where to; it is not disposed.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="createdBy">Who writes it, with a version.</param>
    /// <param name="groups">The row groups.</param>
    /// <param name="length">The bytes that the stream has been given.</param>
    public ParquetFileWriter(Stream stream, IReadOnlyList<ParquetColumn> columns, string createdBy, IReadOnlyList<ParquetRowGroup> groups, long length)
    {
        _stream = stream;
        _columns = columns;
        _createdBy = createdBy;
        _groups.AddRange(groups);
        _rows = groups.Sum(group => (long)group.Rows);
        _position = length;
        _dataAt = length;
    }

    /// <summary>Writes the dictionary page of the next column's chunk, which is the chunk's first page.</summary>
    /// <param name="values">How many values it has.</param>
    /// <param name="page">The values, PLAIN.</param>
    public void WriteDictionary(int values, ReadOnlySpan<byte> page)
    {
        var at = _position;
        WritePage(DictionaryPage, page.Length, IsCompressed ? Compress(page) : page, thrift => thrift.Field(7, () =>
        {
            thrift.Field(1, values);
            thrift.Field(2, (int)ParquetEncoding.Plain);
        }));
        _dictionaryAt = at;
        _dataAt = _position;
    }

    /// <summary>Writes the next data page of the next column's chunk.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="encoding">How its values are encoded, the same in all pages of the chunk.</param>
    /// <param name="page">The levels of an optional column, then the values.</param>
    public void WritePage(int rows, ParquetEncoding encoding, ReadOnlySpan<byte> page) =>
        WriteDataPage(rows, encoding, page.Length, IsCompressed ? Compress(page) : page);

    /// <summary>Writes the next data page of the next column's chunk: 64-bit values, PLAIN, in a column that is compressed.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="levels">The levels of an optional column.</param>
    /// <param name="values">The values.</param>
    public void WritePage(int rows, ReadOnlySpan<byte> levels, ReadOnlySpan<long> values)
    {
        var target = CompressedRoom(NeighbourSnappy.MaxLength(levels.Length, values.Length));
        var length = NeighbourSnappy.Compress(levels, values, target);
        WriteDataPage(rows, ParquetEncoding.Plain, levels.Length + (values.Length * sizeof(long)), target[..length]);
    }

    /// <summary>Ends the chunk, whose pages have all been written.</summary>
    /// <param name="rows">The rows of its pages together.</param>
    /// <param name="statistics">What the footer says of the values.</param>
    public void EndChunk(int rows, ChunkStatistics statistics)
    {
        var start = _dictionaryAt ?? _dataAt;
        _chunks.Add(new ParquetChunk(_columns[_chunks.Count], _encoding, rows, _uncompressed, _position - start, _dictionaryAt, _dataAt, statistics));
        (_dictionaryAt, _dataAt, _uncompressed) = (null, _position, 0);
    }

    /// <summary>Ends the row group, whose columns have all been written.</summary>
    /// <param name="rows">Its rows.</param>
    public void EndRowGroup(int rows)
    {
        _groups.Add(new ParquetRowGroup(rows, _chunks));
        _chunks = [];
        _rows += rows;
    }

    /// <summary>Writes the footer.</summary>
    public void Complete()
    {
        var footer = new ArrayBufferWriter<byte>();
        WriteFooter(new ThriftWriter(footer));
        BinaryPrimitives.WriteInt32LittleEndian(footer.GetSpan(sizeof(int)), footer.WrittenCount);
        footer.Advance(sizeof(int));
        Write(footer.WrittenSpan);
        Write("PAR1"u8);
    }

    private bool IsCompressed => _columns[_chunks.Count].Codec == ParquetCodec.Snappy;

    private void WriteDataPage(int rows, ParquetEncoding encoding, int length, ReadOnlySpan<byte> stored)
    {
        _encoding = encoding;
        WritePage(DataPage, length, stored, thrift => thrift.Field(5, () =>
        {
            thrift.Field(1, rows);
            thrift.Field(2, (int)encoding);
            thrift.Field(3, (int)ParquetEncoding.Rle);
            thrift.Field(4, (int)ParquetEncoding.Rle);
        }));
    }

    private void WritePage(int type, int length, ReadOnlySpan<byte> stored, Action<ThriftWriter> writeKind)
    {
        _head.ResetWrittenCount();
        var thrift = new ThriftWriter(_head);
        var storedLength = stored.Length;
        thrift.Structure(() =>
        {
            thrift.Field(1, type);
            thrift.Field(2, length);
            thrift.Field(3, storedLength);
            writeKind(thrift);
        });
        Write(_head.WrittenSpan);
        Write(stored);
        _uncompressed += _head.WrittenCount + length;
    }

    private ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> content)
    {
        var target = CompressedRoom(Snappy.GetMaxCompressedLength(content.Length));
        return target[..Snappy.Compress(content, target)];
    }

    private Span<byte> CompressedRoom(int longest)
    {
        if (_compressed.Length < longest)
            _compressed = GC.AllocateUninitializedArray<byte>(longest);
        return _compressed;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _position += bytes.Length;
    }

    private void WriteFooter(ThriftWriter thrift) => thrift.Structure(() =>
    {
        const int formatVersion = 2;
        thrift.Field(1, formatVersion);
        thrift.Field(2, [null, .. _columns], column => WriteSchemaElement(thrift, column));
        thrift.Field(3, _rows);
        thrift.Field(4, _groups, group => WriteRowGroup(thrift, group));
        thrift.Field(6, _createdBy);
        // Bounds are ordered as the type says; without this readers do not trust them.
        thrift.Field(7, _columns, _ => thrift.Field(1, () => { }));
    });

    private void WriteSchemaElement(ThriftWriter thrift, ParquetColumn? column)
    {
        if (column is null)
        {
            thrift.Field(4, "schema");
            thrift.Field(5, _columns.Count);
            return;
        }
        const int utf8 = 0;
        const int timestampMicros = 10;
        thrift.Field(1, column.PhysicalType);
        thrift.Field(3, column.IsRequired ? 0 : 1);
        thrift.Field(4, column.Name);
        if (column.Type == FieldType.Text)
        {
            thrift.Field(6, utf8);
            thrift.Field(10, () => thrift.Field(1, () => { }));
        }
        else if (column.Type == FieldType.Timestamp)
        {
            thrift.Field(6, timestampMicros);
            thrift.Field(10, () => thrift.Field(8, () =>
            {
                thrift.Field(1, true);
                thrift.Field(2, () => thrift.Field(2, () => { }));
            }));
        }
    }

    private static void WriteRowGroup(ThriftWriter thrift, ParquetRowGroup group)
    {
        thrift.Field(1, group.Chunks, chunk =>
        {
            thrift.Field(2, chunk.Start);
            thrift.Field(3, () => WriteChunk(thrift, chunk));
        });
        thrift.Field(2, group.Chunks.Sum(chunk => chunk.UncompressedBytes));
        thrift.Field(3, (long)group.Rows);
        thrift.Field(5, group.Chunks[0].Start);
        thrift.Field(6, group.Chunks.Sum(chunk => chunk.Bytes));
    }

    private static void WriteChunk(ThriftWriter thrift, ParquetChunk chunk)
    {
        thrift.Field(1, chunk.Column.PhysicalType);
        if (chunk.DictionaryAt is null)
            thrift.Field(2, (int)ParquetEncoding.Rle, (int)chunk.Encoding);
        else
            thrift.Field(2, (int)ParquetEncoding.Plain, (int)ParquetEncoding.Rle, (int)chunk.Encoding);
        thrift.FieldOfOneText(3, chunk.Column.Name);
        thrift.Field(4, (int)chunk.Column.Codec);
        thrift.Field(5, (long)chunk.Rows);
        thrift.Field(6, chunk.UncompressedBytes);
        thrift.Field(7, chunk.Bytes);
        thrift.Field(9, chunk.DataAt);
        if (chunk.DictionaryAt is { } dictionary)
            thrift.Field(11, dictionary);
        thrift.Field(12, () =>
        {
            thrift.Field(3, (long)chunk.Statistics.Nulls);
            if (!chunk.Statistics.HasBounds)
                return;
            thrift.Field(5, chunk.Statistics.Max.Span);
            thrift.Field(6, chunk.Statistics.Min.Span);
        });
    }
}
