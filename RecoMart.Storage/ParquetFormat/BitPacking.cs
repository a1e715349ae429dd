using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace RecoMart.Storage.ParquetFormat;

/// <summary>Packs numbers of the same number of bits, the lowest bits first.</summary>
internal static class BitPacking
{
    /// <summary>Packs numbers.</summary>
    /// <param name="values">The numbers, none of them wider than <paramref name="width"/>.</param>
    /// <param name="width">Bits of each, 1 to 64.</param>
    /// <param name="target">Where to; eight bytes more than the result has must be there.</param>
    /// <returns>The bytes of the result, a last one filled up with zeros.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Pack(ReadOnlySpan<ulong> values, int width, Span<byte> target)
    {
        ulong pending = 0;
        var bits = 0;
        var at = 0;
        foreach (var value in values)
        {
            pending |= value << bits;
            bits += width;
            if (bits < 64)
                continue;
            BinaryPrimitives.WriteUInt64LittleEndian(target[at..], pending);
            at += sizeof(ulong);
            bits -= 64;
            // What did not fit. A shift by 64 would be one by 0.
            pending = bits == 0 ? 0 : value >> (width - bits);
        }
        BinaryPrimitives.WriteUInt64LittleEndian(target[at..], pending);
        return at + ((bits + 7) / 8);
    }
}
