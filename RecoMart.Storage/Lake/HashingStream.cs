using System.Security.Cryptography;

namespace RecoMart.Storage.Lake;

/// <summary>
/// Passes bytes on, front to back, and knows their MD5 when they are complete.
/// </summary>
internal sealed class HashingStream(Stream target) : Stream
{
    private readonly IncrementalHash _md5 = Md5.Create();
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>Has the disk begin to write what it was given so far.</summary>
    public void BeginFlush()
    {
        if (target is FileStream file)
            Durable.BeginFlush(file.SafeFileHandle);
    }

    /// <summary>Writes what is buffered, to the disk itself where the target is a file.</summary>
    /// <returns>The MD5 of all bytes, in lower-case hexadecimal digits.</returns>
    public string Complete()
    {
        if (target is FileStream file)
            file.Flush(flushToDisk: true);
        return Md5.TextOf(_md5);
    }

    /// <summary>The MD5 of what it was given so far and some more bytes, which it is not given.</summary>
    /// <param name="more">These bytes.</param>
    /// <returns>The MD5, in lower-case hexadecimal digits.</returns>
    public string Md5With(ReadOnlySpan<byte> more)
    {
        using var md5 = _md5.Clone();
        md5.AppendData(more);
        return Md5.TextOf(md5);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        target.Write(buffer);
        _md5.AppendData(buffer);
        _length += buffer.Length;
    }

    public override void Flush()
    {
        // Only the end matters here: Complete().
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _md5.Dispose();
            target.Dispose();
        }
        base.Dispose(disposing);
    }
}
