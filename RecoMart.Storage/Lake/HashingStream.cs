using System.Security.Cryptography;

namespace RecoMart.Storage.Lake;

/// <summary>
/// Passes bytes on, front to back, and knows their MD5 when they are complete. Remembers a failed write: the Parquet writer
/// sits on the other side of native code, which does not carry the exception's kind across.
/// </summary>
internal sealed class HashingStream(Stream target) : Stream
{
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

    /// <summary>Writes what is buffered, to the disk itself where the target is a file.</summary>
    /// <returns>The MD5 of all bytes, in lower-case hexadecimal digits.</returns>
    public string Complete()
    {
        if (target is FileStream file)
            file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(_md5.GetHashAndReset());
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            target.Write(buffer);
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
                target.Dispose();
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
