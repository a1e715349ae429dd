using System.Globalization;
using System.Security.Cryptography;

namespace RecoMart.Storage;

/// <summary>
/// A source file as it is at the moment it is opened: bytes that are added later are not read, and a last line that somebody is still
/// writing is left for the next time. Watches for bytes that are not UTF-8.
/// </summary>
internal sealed class SourceStream : Stream
{
    private const int TailBlock = 64 << 10;

    private readonly FileStream _file;
    private readonly string _path;
    private readonly string _name;
    private readonly long _length;
    private readonly bool _lengthIsGiven;
    private readonly DateTime? _modified;
    private readonly IncrementalHash? _hash;
    private readonly CancellationToken _cancellationToken;
    private readonly Utf8Check _utf8 = new();
    private long _end;
    private long _position;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reading">How much of it to read.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <exception cref="SourceFileException">The file can't be opened.</exception>
    public SourceStream(string path, SourceReading reading, CancellationToken cancellationToken)
    {
        _path = path;
        _name = Path.GetFileName(path);
        _cancellationToken = cancellationToken;
        try
        {
            _file = new FileStream(path, new FileStreamOptions
            {
                Access = FileAccess.Read,
                // Others may append to it, replace it or delete it while we read.
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            });
            _modified = SourceFingerprint.Settled(File.GetLastWriteTimeUtc(_file.SafeFileHandle));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceFileException(_name, $"can't be opened: {exception.Message}", inner: exception);
        }
        _lengthIsGiven = reading.CommittedLength is not null;
        _length = Math.Min(_file.Length, reading.CommittedLength ?? long.MaxValue);
        _end = _length;
        if (reading.HashBefore is not null)
            _hash = reading.HashBefore.Clone();
        // Of a file that was changed just now the time alone will not tell whether it changes again.
        else if (reading.Start is null && (reading.Hash || _modified is null))
            _hash = Md5.Create();
    }

    /// <summary>The bytes that will be read at most.</summary>
    public override long Length => _length;

    /// <summary>Where the first byte that is not UTF-8 was found, or null.</summary>
    public long? InvalidUtf8At { get; private set; }

    /// <summary>Whether bytes were added to the file while it was read.</summary>
    public bool Grew { get; private set; }

    /// <summary>Whether a last line without line break was left out, because the file was growing.</summary>
    public bool LeftPartialLine { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Position
    {
        get => Volatile.Read(ref _position);
        set => throw new NotSupportedException();
    }

    /// <summary>Reads the start of the file without moving on.</summary>
    /// <param name="buffer">Where to.</param>
    /// <returns>The number of bytes.</returns>
    public int Peek(Span<byte> buffer)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        var read = 0;
        while (read < buffer.Length && read < _length)
        {
            var count = ReadAt(buffer[read..(int)Math.Min(buffer.Length, _length)], read);
            if (count == 0)
                break;
            read += count;
        }
        return read;
    }

    /// <summary>Starts at a later byte.</summary>
    /// <param name="bytes">How many to leave out.</param>
    public void Skip(int bytes)
    {
        if (_hash is not null && bytes > 0)
        {
            var skipped = new byte[bytes];
            _hash.AppendData(skipped, 0, Peek(skipped));
        }
        _position = bytes;
    }

    /// <summary>Starts where reading ended before.</summary>
    /// <param name="start">That place.</param>
    public void GoOnFrom(SourcePosition start) => _position = start.Bytes;

    /// <summary>What was read, once all of it was.</summary>
    /// <param name="lines">The lines up to there, where somebody counted them; null where reading can't go on from there.</param>
    /// <returns>The extent.</returns>
    public SourceExtent Describe(long? lines)
    {
        var bytes = Position;
        Span<byte> last = [0];
        var isWhole = bytes > 0 && ReadAt(last, bytes - 1) == 1 && last[0] == '\n';
        var edges = SourceFingerprint.OfEdges(_file.SafeFileHandle, bytes);
        var all = _hash is not null ? Md5.TextOf(_hash) : bytes <= 2 * SourceFingerprint.EdgeBytes ? edges : null;
        return new SourceExtent(bytes, _modified, all, edges, isWhole ? lines : null);
    }

    /// <summary>Holds back a last line without line break until it is certain that nobody is writing it.</summary>
    public void HoldBackPartialLine()
    {
        var block = new byte[TailBlock];
        for (var end = _length; end > 0;)
        {
            var start = Math.Max(0, end - block.Length);
            var count = ReadAt(block.AsSpan(0, (int)(end - start)), start);
            var newline = block.AsSpan(0, count).LastIndexOf((byte)'\n');
            if (newline >= 0)
            {
                _end = start + newline + 1;
                return;
            }
            end = start;
        }
        _end = 0;
    }

    public override int Read(Span<byte> buffer)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_position >= _end && !ReleasePartialLine())
            return 0;
        var wanted = (int)Math.Min(buffer.Length, _end - _position);
        var count = ReadAt(buffer[..wanted], _position);
        if (count == 0)
        {
            throw new SourceFileException(_name, string.Create(
                CultureInfo.InvariantCulture, $"was cut off while it was read, at byte {_position} of {_length}"));
        }
        if (InvalidUtf8At is null && _utf8.FindInvalid(buffer[..count]) is >= 0 and var invalid)
            InvalidUtf8At = _position + invalid;
        _hash?.AppendData(buffer[..count]);
        Volatile.Write(ref _position, _position + count);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>The line a byte stands on; lines end in LF, CR or both.</summary>
    /// <param name="offset">The byte, from 0.</param>
    /// <returns>The line, from 1.</returns>
    public long LineOf(long offset)
    {
        var block = new byte[TailBlock];
        long line = 1;
        var afterReturn = false;
        for (long at = 0; at < offset;)
        {
            var count = ReadAt(block.AsSpan(0, (int)Math.Min(block.Length, offset - at)), at);
            if (count == 0)
                break;
            line += CountBreaks(block.AsSpan(0, count), ref afterReturn);
            at += count;
        }
        return line;
    }

    /// <summary>Reads a part of the file without moving on.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">From which byte.</param>
    /// <returns>The number of bytes; 0 at the end.</returns>
    public int ReadAt(Span<byte> buffer, long offset)
    {
        try
        {
            return RandomAccess.Read(_file.SafeFileHandle, buffer, offset);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceFileException(_name, $"can't be read: {exception.Message}", inner: exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _hash?.Dispose();
        }
        base.Dispose(disposing);
    }

    private static int CountBreaks(ReadOnlySpan<byte> text, ref bool afterReturn)
    {
        if (!afterReturn && !text.Contains((byte)'\r'))
            return text.Count((byte)'\n');
        var breaks = 0;
        foreach (var b in text)
        {
            if (b == '\r' || (b == '\n' && !afterReturn))
                breaks++;
            afterReturn = b == '\r';
        }
        return breaks;
    }

    // At the end of the last whole line: goes on with what follows it, unless the file has grown since it was opened.
    private bool ReleasePartialLine()
    {
        if (_utf8.EndsInsideCharacter && _end == _length)
            InvalidUtf8At ??= _length - 1;
        if (!_lengthIsGiven && RandomAccess.GetLength(_file.SafeFileHandle) > _length)
            Grew = true;
        if (_end == _length)
            return false;
        if (Grew)
        {
            LeftPartialLine = true;
            return false;
        }
        _end = _length;
        return true;
    }
}
