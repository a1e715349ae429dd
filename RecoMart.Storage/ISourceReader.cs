using RecoMart.Storage.Columns;

namespace RecoMart.Storage;

/// <summary>Reads one source file into column batches, front to back.</summary>
public interface ISourceReader : IDisposable
{
    /// <summary>Why the file is not one of the source's, or null when it is.</summary>
    string? SkipReason { get; }

    /// <summary>The rows read so far, unreadable ones included.</summary>
    long Rows { get; }

    /// <summary>The bytes read so far; may be asked for from another thread.</summary>
    long BytesRead { get; }

    /// <summary>The bytes there are to read.</summary>
    long Length { get; }

    /// <summary>What an operator should know about the file, complete once all of it has been read.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>What of the file was read, by which a later run knows it again; asked for once all of it has been read.</summary>
    /// <returns>The extent.</returns>
    /// <exception cref="SourceFileException">The file can't be read any more.</exception>
    SourceExtent Describe();

    /// <summary>Adds rows to a batch until it is full or the file ends.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>Whether there may be more rows.</returns>
    /// <exception cref="SourceFileException">The file can't be taken as a whole; the message says where and why.</exception>
    bool Read(RowBatch batch);
}
