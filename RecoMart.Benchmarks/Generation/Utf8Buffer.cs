using System.Buffers.Text;
using System.Text;

namespace RecoMart.Benchmarks.Generation;

/// <summary>A byte buffer in front of a stream: cells are formatted in place, no string per cell.</summary>
internal sealed class Utf8Buffer(Stream output)
{
    private const int Capacity = 1 << 18;

    // No clean row is longer; a dirty one goes through Append(string), which looks for itself.
    private const int LongestRow = 256;

    private readonly byte[] _bytes = new byte[Capacity];
    private int _length;

    /// <summary>Makes room for one whole row, so that the appends of its cells needn't look.</summary>
    public void BeginRow()
    {
        if (_length > Capacity - LongestRow)
            Flush();
    }

    public void Append(byte value) => _bytes[_length++] = value;

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
    }

    public void Append(long number)
    {
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>Appends <paramref name="number"/> with exactly <paramref name="digits"/> digits, zeros in front.</summary>
    public void AppendPadded(int number, int digits)
    {
        for (var at = _length + digits - 1; at >= _length; at--, number /= 10)
            _bytes[at] = (byte)('0' + number % 10);
        _length += digits;
    }

    /// <summary>Appends text of any length; for the rare rows.</summary>
    public void Append(string text)
    {
        if (Encoding.UTF8.GetMaxByteCount(text.Length) > Capacity - _length)
            Flush();
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    public void Flush()
    {
        output.Write(_bytes, 0, _length);
        _length = 0;
    }
}
