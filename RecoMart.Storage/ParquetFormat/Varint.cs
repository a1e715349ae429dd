using System.Buffers;

namespace RecoMart.Storage.ParquetFormat;

/// <summary>Integers of one to ten bytes, seven bits each, the lowest first.</summary>
internal static class Varint
{
    /// <summary>Writes a number.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="value">The number.</param>
    public static void Write(IBufferWriter<byte> output, ulong value)
    {
        const int longest = 10;
        output.Advance(Write(output.GetSpan(longest), value));
    }

    /// <summary>Writes a number.</summary>
    /// <param name="target">Where to; ten bytes are enough for any number.</param>
    /// <param name="value">The number.</param>
    /// <returns>Its bytes.</returns>
    public static int Write(Span<byte> target, ulong value)
    {
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            target[count++] = (byte)(value | 0x80);
        target[count++] = (byte)value;
        return count;
    }

    /// <summary>Writes a signed number, small ones short: 0, -1, 1, -2 … as 0, 1, 2, 3 …</summary>
    /// <param name="output">Where to.</param>
    /// <param name="value">The number.</param>
    public static void WriteZigZag(IBufferWriter<byte> output, long value) => Write(output, (ulong)((value << 1) ^ (value >> 63)));
}
