using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RecoMart.Storage.ParquetFormat;

/// <summary>
/// The encoding DELTA_BINARY_PACKED: the first value, then the differences between neighbours in blocks of 128. A block has its least difference and
/// four groups of 32, each packed with as few bits as its differences above the least need. Differences wrap around at the width of the type.
/// </summary>
internal static class DeltaBinaryPacked
{
    private const int BlockSize = 128;
    private const int Groups = 4;
    private const int GroupSize = BlockSize / Groups;

    // The least difference, the widths, the groups with all bits used, and what packing may write beyond them.
    private const int LongestBlock = 10 + Groups + (BlockSize * sizeof(long)) + sizeof(long);

    /// <summary>Encodes values.</summary>
    /// <typeparam name="T">int or long.</typeparam>
    /// <param name="values">The values.</param>
    /// <param name="output">Where to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode<T>(ReadOnlySpan<T> values, ArrayBufferWriter<byte> output)
        where T : unmanaged, IBinaryInteger<T>
    {
        Varint.Write(output, BlockSize);
        Varint.Write(output, Groups);
        Varint.Write(output, (ulong)values.Length);
        Varint.WriteZigZag(output, values.IsEmpty ? 0 : long.CreateTruncating(values[0]));
        Span<T> differences = stackalloc T[BlockSize];
        Span<ulong> packed = stackalloc ulong[BlockSize];
        for (var first = 1; first < values.Length; first += BlockSize)
        {
            var count = Math.Min(BlockSize, values.Length - first);
            var least = Subtract(values.Slice(first - 1, count + 1), differences);
            Varint.WriteZigZag(output, long.CreateTruncating(least));
            // What a group lacks at the end of the values is filled up with the least difference: zeros.
            differences[count..].Fill(least);
            for (var i = 0; i < BlockSize; i++)
                packed[i] = Above(differences[i], least);
            var block = output.GetSpan(LongestBlock);
            var groups = (count + GroupSize - 1) / GroupSize;
            var at = Groups;
            for (var group = 0; group < Groups; group++)
            {
                var numbers = packed.Slice(group * GroupSize, GroupSize);
                var width = group < groups ? Width(numbers) : 0;
                block[group] = (byte)width;
                if (width > 0)
                    at += BitPacking.Pack(numbers, width, block[at..]);
            }
            output.Advance(at);
        }
    }

    // The differences of neighbours, and the least of them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Subtract<T>(ReadOnlySpan<T> values, Span<T> differences)
        where T : unmanaged, IBinaryInteger<T>
    {
        var count = values.Length - 1;
        ref var from = ref MemoryMarshal.GetReference(values);
        var i = 0;
        var least = unchecked(values[1] - values[0]);
        if (count >= Vector256<T>.Count)
        {
            var leasts = Vector256.Create(least);
            for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
            {
                var difference = Vector256.LoadUnsafe(ref from, (nuint)i + 1) - Vector256.LoadUnsafe(ref from, (nuint)i);
                difference.CopyTo(differences[i..]);
                leasts = Vector256.Min(leasts, difference);
            }
            for (var lane = 0; lane < Vector256<T>.Count; lane++)
                least = T.Min(least, leasts[lane]);
        }
        for (; i < count; i++)
        {
            differences[i] = unchecked(values[i + 1] - values[i]);
            least = T.Min(least, differences[i]);
        }
        return least;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Above<T>(T difference, T least)
        where T : unmanaged, IBinaryInteger<T> => Unsafe.SizeOf<T>() == sizeof(int)
            ? uint.CreateTruncating(unchecked(difference - least))
            : ulong.CreateTruncating(unchecked(difference - least));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Width(ReadOnlySpan<ulong> numbers)
    {
        ulong bits = 0;
        foreach (var number in numbers)
            bits |= number;
        return 64 - BitOperations.LeadingZeroCount(bits);
    }
}
