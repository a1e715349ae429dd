namespace RecoMart.Storage.Csv;

/// <summary>Bytes that were read ahead, then the stream they came from, which goes with this one.</summary>
/// <param name="ahead">The bytes.</param>
/// <param name="stream">The stream.</param>
internal sealed class RestOfStream(byte[] ahead, Stream stream) : Stream
{
    private int _taken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_taken == ahead.Length)
            return stream.Read(buffer);
        var count = Math.Min(buffer.Length, ahead.Length - _taken);
        ahead.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stream.Dispose();
        base.Dispose(disposing);
    }
}
