using System.Buffers;
using Parquet;
using Parquet.Schema;
using RecoMart.Storage.ParquetFormat;

namespace RecoMart.Storage.Lake;

/// <summary>
/// Reads a Parquet file of the lake with Parquet.Net, an implementation independent of the one that wrote it. This is how
/// <c>verify</c> and every later step read the lake.
/// </summary>
public sealed class LakeFileReader : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly ParquetReader _reader;

    private LakeFileReader(string path, Stream stream, ParquetReader reader)
    {
        Path = path;
        _stream = stream;
        _reader = reader;
        Columns = [.. reader.Schema.DataFields.Select(field => field.Name)];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The columns' names, in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The number of row groups.</summary>
    public int RowGroupCount => _reader.RowGroupCount;

    /// <summary>The number of rows of all row groups.</summary>
    public long RowCount => _reader.RowGroups.Sum(group => group.RowCount);

    /// <summary>Opens a file and reads its footer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="InvalidDataException">It is not a Parquet file.</exception>
    public static async Task<LakeFileReader> OpenAsync(string path, CancellationToken cancellationToken = default)
    {
        return await OpenAsync(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), cancellationToken);
    }

    /// <summary>Reads the footer of a file.</summary>
    /// <param name="path">What to call it in errors.</param>
    /// <param name="stream">Its content; the reader disposes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reader.</returns>
    internal static async Task<LakeFileReader> OpenAsync(string path, Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            return new LakeFileReader(path, stream, await ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken));
        }
        catch (Exception exception)
        {
            await stream.DisposeAsync();
            if (exception is IOException or OperationCanceledException)
                throw;
            throw new InvalidDataException($"{path} is not a Parquet file: {exception.Message}", exception);
        }
    }

    /// <summary>The number of rows of a row group.</summary>
    /// <param name="group">The row group, from 0.</param>
    /// <returns>Its rows.</returns>
    public int GroupRows(int group) => (int)_reader.RowGroups[group].RowCount;

    /// <summary>Reads one column of one row group.</summary>
    /// <typeparam name="T">long, int, double, bool, DateTime (UTC), or <c>ReadOnlyMemory&lt;char&gt;</c> for text.</typeparam>
    /// <param name="group">The row group, from 0.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The values.</returns>
    /// <exception cref="ArgumentException">There is no such column, or it has another type.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public async Task<LakeColumn<T>> ReadAsync<T>(int group, string column, CancellationToken cancellationToken = default)
        where T : struct
    {
        try
        {
            return await ReadColumnAsync<T>(group, column, cancellationToken);
        }
        // What the decoder throws at bytes that make no sense is of many kinds: an index out of range, an empty sequence, a wrong type …
        catch (Exception exception) when (exception is not (OperationCanceledException or ArgumentException { ParamName: nameof(column) } or OutOfMemoryException))
        {
            throw new InvalidDataException($"{Path} is damaged: {exception.Message}", exception);
        }
    }

    private async Task<LakeColumn<T>> ReadColumnAsync<T>(int group, string column, CancellationToken cancellationToken)
        where T : struct
    {
        var field = _reader.Schema.DataFields.FirstOrDefault(field => field.Name == column)
            ?? throw new ArgumentException($"{Path} has no column {column}.", nameof(column));
        using var reader = _reader.OpenRowGroupReader(group);
        var rows = (int)reader.RowCount;
        var present = LakeColumn<T>.Rent(rows);
        if (field.MaxDefinitionLevel == 0)
        {
            await reader.ReadAsync<T>(field, present.AsMemory(0, rows), null, cancellationToken);
            return new LakeColumn<T>(present, null, rows);
        }
        var levels = ArrayPool<int>.Shared.Rent(rows);
        await reader.ReadRawAsync<T>(field, present.AsMemory(0, rows), levels.AsMemory(0, rows), null, cancellationToken);
        return new LakeColumn<T>(present, levels, rows);
    }

    /// <summary>The type of a column's values, as <see cref="ReadAsync"/> takes it.</summary>
    /// <param name="column">The column's name.</param>
    /// <returns>The type.</returns>
    public Type TypeOf(string column) => Field(column).ClrType;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _stream.DisposeAsync();
    }

    /// <summary>What the footer says of a column of a row group.</summary>
    internal Parquet.Data.DataColumnStatistics? Statistics(int group, string column) =>
        _reader.RowGroups[group].GetStatistics(Field(column));

    /// <summary>The bytes of the pages of a column of a row group, before compression.</summary>
    internal long UncompressedBytes(int group, string column) =>
        _reader.RowGroups[group].GetMetadata(Field(column))?.MetaData?.TotalUncompressedSize ?? 0;

    /// <summary>What the footer says of a row group, as the writer of the lake's files says it.</summary>
    internal ParquetRowGroup RowGroup(int group, IReadOnlyList<ParquetColumn> columns) =>
        new(GroupRows(group), [.. columns.Select(column => Chunk(_reader.RowGroups[group].GetMetadata(Field(column.Name))?.MetaData, column))]);

    private ParquetChunk Chunk(Parquet.Meta.ColumnMetaData? chunk, ParquetColumn column)
    {
        if (chunk is not { Statistics: { } statistics, Encodings: [.., var encoding] })
            throw new InvalidDataException($"{Path} is damaged: its footer lacks what every chunk has.");
        var (min, max) = (statistics.MinValue, statistics.MaxValue);
        return new ParquetChunk(
            column,
            (ParquetEncoding)(int)encoding,
            (int)chunk.NumValues,
            chunk.TotalUncompressedSize,
            chunk.TotalCompressedSize,
            chunk.DictionaryPageOffset,
            chunk.DataPageOffset,
            new ChunkStatistics((int)(statistics.NullCount ?? 0), min, max, HasBounds: min is not null && max is not null));
    }

    private DataField Field(string column) => _reader.Schema.DataFields.First(field => field.Name == column);
}
