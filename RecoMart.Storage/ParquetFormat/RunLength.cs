using System.Buffers;
using System.Numerics;

namespace RecoMart.Storage.ParquetFormat;

/// <summary>
/// The encoding RLE: runs of one value, and groups of eight packed values. A chunk's numbers are written as one run where all are the same, and packed
/// otherwise.
/// </summary>
internal static class RunLength
{
    private const int Group = 8;

    // Packed at a time; a multiple of eight.
    private const int Step = 1024;

    /// <summary>Writes the definition levels of an optional column, with their length before them: 1 for a row with a value, 0 for one without.</summary>
    /// <param name="validity">A bit per row, the lowest first, with room for whole groups of eight.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="nulls">How many of them have no value.</param>
    /// <param name="output">Where to.</param>
    public static void WriteLevels(ReadOnlySpan<byte> validity, int rows, int nulls, ArrayBufferWriter<byte> output)
    {
        var head = new ArrayBufferWriter<byte>(16);
        ReadOnlySpan<byte> packed = [];
        if (nulls == 0 || nulls == rows)
        {
            WriteRun(head, rows, nulls == 0 ? 1 : 0, width: 1);
        }
        else
        {
            // The bits are already what packing levels of one bit makes of them.
            packed = validity[..((rows + Group - 1) / Group)];
            Varint.Write(head, ((ulong)packed.Length << 1) | 1);
        }
        output.Write(BitConverter.GetBytes(head.WrittenCount + packed.Length));
        output.Write(head.WrittenSpan);
        output.Write(packed);
    }

    /// <summary>Writes numbers of a dictionary, with their width before them.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="count">How many values the dictionary has.</param>
    /// <param name="output">Where to.</param>
    public static void WriteNumbers(ReadOnlySpan<int> numbers, int count, ArrayBufferWriter<byte> output)
    {
        // Not every reader takes a width of 0.
        var width = Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)Math.Max(0, count - 1)));
        output.Write([(byte)width]);
        if (count <= 1)
        {
            if (numbers.Length > 0)
                WriteRun(output, numbers.Length, 0, width);
            return;
        }
        var groups = (numbers.Length + Group - 1) / Group;
        Varint.Write(output, ((ulong)groups << 1) | 1);
        Span<ulong> wide = stackalloc ulong[Step];
        for (var first = 0; first < numbers.Length; first += Step)
        {
            var part = numbers.Slice(first, Math.Min(Step, numbers.Length - first));
            for (var i = 0; i < part.Length; i++)
                wide[i] = (uint)part[i];
            var padded = (part.Length + Group - 1) / Group * Group;
            wide[part.Length..padded].Clear();
            var target = output.GetSpan((padded * width / Group) + sizeof(ulong));
            output.Advance(BitPacking.Pack(wide[..padded], width, target));
        }
    }

    private static void WriteRun(ArrayBufferWriter<byte> output, int count, int value, int width)
    {
        Varint.Write(output, (ulong)count << 1);
        output.Write(BitConverter.GetBytes(value).AsSpan(0, (width + 7) / 8));
    }
}
