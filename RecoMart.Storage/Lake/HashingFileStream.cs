using System.Security.Cryptography;

namespace RecoMart.Storage.Lake;

/// <summary>
/// A new file that is written once, front to back, and knows its MD5 when it is complete. Remembers a failed write: the Parquet writer
/// sits on the other side of native code, which does not carry the exception's kind across.
/// </summary>
internal sealed class HashingFileStream(string path) : Stream
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 17);
#pragma warning disable CA5351 // the specification's checksum; it guards against damage, not against people
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
    private long _length;

    /// <summary>Why a write failed, or null.</summary>
    public IOException? Failure { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>Writes what is buffered, to the disk itself.</summary>
    /// <returns>The MD5 of the file, in lower-case hexadecimal digits.</returns>
    public string Complete()
    {
        _file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(_md5.GetHashAndReset());
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _file.Write(buffer);
        }
        catch (IOException exception)
        {
            Failure ??= exception;
            throw;
        }
        _md5.AppendData(buffer);
        _length += buffer.Length;
    }

    public override void Flush()
    {
        // The Parquet writer flushes after every page; only the end matters here.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _md5.Dispose();
            try
            {
                _file.Dispose();
            }
            catch (IOException exception)
            {
                // Only buffered bytes of a file that is being given up: Complete() has written all of one that is kept.
                Failure ??= exception;
            }
        }
        base.Dispose(disposing);
    }
}
