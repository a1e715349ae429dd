using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RecoMart.Storage.ParquetFormat;

/// <summary>
/// Snappy for 64-bit values whose upper bytes are mostly those of the value before, such as times in the order of events. A compressor for
/// anything looks up each four bytes in a table; here it is known where the match is: eight bytes back.
/// <code>
/// values    …00 00 01 2C 90 A1, …00 00 01 2C 93 07 (the highest byte first)
/// elements  a literal of the two lower bytes, then a copy of six bytes from eight back: five bytes for eight
/// </code>
/// Source of the format: format_description.txt of Google's Snappy.
/// </summary>
internal static class NeighbourSnappy
{
    // Of a value's bytes, those that a literal may have, so that a copy of four at least follows.
    private const int MostLiteral = 4;

    private const int SampleEvery = 16;

    /// <summary>The most bytes that compressing takes.</summary>
    /// <param name="headLength">Bytes before the values.</param>
    /// <param name="values">How many values.</param>
    /// <returns>The bytes, with what is written beyond the end.</returns>
    public static int MaxLength(int headLength, int values) => headLength + (values * (sizeof(long) + 1)) + 32;

    /// <summary>Whether most values differ from the one before, and in their lower bytes only.</summary>
    /// <param name="values">The values.</param>
    /// <returns>True where <see cref="Compress"/> makes them as small as another compressor would.</returns>
    public static bool Suits(ReadOnlySpan<long> values)
    {
        var (samples, fitting) = (0, 0);
        for (var i = 1; i < values.Length; i += SampleEvery)
        {
            samples++;
            if (values[i] != values[i - 1] && LowerBytes(values[i], values[i - 1]) <= MostLiteral)
                fitting++;
        }
        return samples > 0 && fitting * 4 >= samples * 3;
    }

    /// <summary>Compresses some bytes and the values after them.</summary>
    /// <param name="head">The bytes; up to 64 KiB.</param>
    /// <param name="values">The values, one at least.</param>
    /// <param name="target">Where to; <see cref="MaxLength"/> bytes.</param>
    /// <returns>The length of the result.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Compress(ReadOnlySpan<byte> head, ReadOnlySpan<long> values, Span<byte> target)
    {
        var at = Varint.Write(target, (ulong)(head.Length + (values.Length * sizeof(long))));
        at += WriteHead(head, target[at..]);
        at += WriteLiteral(values[0], sizeof(long), target[at..]);
        for (var i = 1; i < values.Length; i++)
        {
            var lower = LowerBytes(values[i], values[i - 1]);
            if (lower > MostLiteral)
            {
                at += WriteLiteral(values[i], sizeof(long), target[at..]);
                continue;
            }
            if (lower > 0)
                at += WriteLiteral(values[i], lower, target[at..]);
            // A copy of four to eleven bytes: its length less four, the kind, and how far back.
            target[at] = (byte)(((sizeof(long) - lower - 4) << 2) | 1);
            target[at + 1] = sizeof(long);
            at += 2;
        }
        return at;
    }

    // The bytes of a value, from the lowest on, up to the highest that differs.
    private static int LowerBytes(long value, long before) => (64 - BitOperations.LeadingZeroCount((ulong)(value ^ before)) + 7) / 8;

    private static int WriteLiteral(long value, int bytes, Span<byte> target)
    {
        target[0] = (byte)((bytes - 1) << 2);
        BinaryPrimitives.WriteInt64LittleEndian(target[1..], value);
        return bytes + 1;
    }

    private static int WriteHead(ReadOnlySpan<byte> head, Span<byte> target)
    {
        const int twoLengthBytes = 61 << 2;
        if (head.IsEmpty)
            return 0;
        target[0] = twoLengthBytes;
        BinaryPrimitives.WriteUInt16LittleEndian(target[1..], (ushort)(head.Length - 1));
        head.CopyTo(target[3..]);
        return head.Length + 3;
    }
}
