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

    /// <summary>Encodes 64-bit values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="output">Where to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode(ReadOnlySpan<long> values, ArrayBufferWriter<byte> output)
    {
        WriteHead(values.Length, values.IsEmpty ? 0 : values[0], output);
        Span<long> differences = stackalloc long[BlockSize];
        for (var first = 1; first < values.Length; first += BlockSize)
        {
            var count = Math.Min(BlockSize, values.Length - first);
            var least = Subtract(values.Slice(first - 1, count + 1), differences);
            for (var i = 0; i < count; i++)
                differences[i] -= least;
            WriteBlock(least, MemoryMarshal.Cast<long, ulong>(differences), count, output);
        }
    }

    /// <summary>Encodes 32-bit values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="output">Where to.</param>
    public static void Encode(ReadOnlySpan<int> values, ArrayBufferWriter<byte> output)
    {
        WriteHead(values.Length, values.IsEmpty ? 0 : values[0], output);
        Span<int> differences = stackalloc int[BlockSize];
        Span<ulong> above = stackalloc ulong[BlockSize];
        for (var first = 1; first < values.Length; first += BlockSize)
        {
            var count = Math.Min(BlockSize, values.Length - first);
            var least = int.MaxValue;
            for (var i = 0; i < count; i++)
            {
                differences[i] = values[first + i] - values[first + i - 1];
                least = Math.Min(least, differences[i]);
            }
            for (var i = 0; i < count; i++)
                above[i] = (uint)(differences[i] - least);
            WriteBlock(least, above, count, output);
        }
    }

    private static void WriteHead(int count, long first, ArrayBufferWriter<byte> output)
    {
        Varint.Write(output, BlockSize);
        Varint.Write(output, Groups);
        Varint.Write(output, (ulong)count);
        Varint.WriteZigZag(output, first);
    }

    // The differences of neighbours, and the least of them.
    private static long Subtract(ReadOnlySpan<long> values, Span<long> differences)
    {
        var count = values.Length - 1;
        var least = long.MaxValue;
        var i = 0;
        if (count >= Vector256<long>.Count)
        {
            var leasts = Vector256.Create(least);
            for (; i <= count - Vector256<long>.Count; i += Vector256<long>.Count)
            {
                var difference = Vector256.Create(values[(i + 1)..]) - Vector256.Create(values[i..]);
                difference.CopyTo(differences[i..]);
                leasts = Vector256.Min(leasts, difference);
            }
            least = Math.Min(Math.Min(leasts[0], leasts[1]), Math.Min(leasts[2], leasts[3]));
        }
        for (; i < count; i++)
        {
            differences[i] = values[i + 1] - values[i];
            least = Math.Min(least, differences[i]);
        }
        return least;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteBlock(long least, Span<ulong> above, int count, ArrayBufferWriter<byte> output)
    {
        // What a group lacks at the end of the values is filled up with zeros.
        above[count..].Clear();
        Varint.WriteZigZag(output, least);
        var block = output.GetSpan(LongestBlock);
        var groups = (count + GroupSize - 1) / GroupSize;
        var at = Groups;
        for (var group = 0; group < Groups; group++)
        {
            var numbers = above.Slice(group * GroupSize, GroupSize);
            ulong bits = 0;
            foreach (var number in numbers)
                bits |= number;
            var width = group < groups ? 64 - BitOperations.LeadingZeroCount(bits) : 0;
            block[group] = (byte)width;
            if (width > 0)
                at += BitPacking.Pack(numbers, width, block[at..]);
        }
        output.Advance(at);
    }
}
