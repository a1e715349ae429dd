using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace RecoMart.Storage.Columns;

/// <summary>
/// A cell's bytes as two numbers, by which a short cell that was read before is found again: the last eight bytes (or all of a shorter cell), the first
/// eight of one that has more, and the length. Up to <see cref="LongestWhole"/> bytes these are the cell.
/// </summary>
internal readonly record struct CellKey(ulong Last, ulong First, int Length)
{
    /// <summary>How many cells can be remembered.</summary>
    public const int Slots = 64;

    private const int LongestWhole = 2 * sizeof(ulong);

    // Unlike the key of a slot that remembers nothing.
    private static readonly CellKey s_empty = new(0, 0, -1);

    /// <summary>Whether the key is all of the cell.</summary>
    public bool IsWhole => Length is > 0 and <= LongestWhole;

    /// <summary>Where such a cell is remembered.</summary>
    public int Slot => (int)(((Last ^ (First * 31)) * 0x9E37_79B9_7F4A_7C15) >> 58);

    /// <summary>The key of a cell.</summary>
    /// <param name="text">The text, with eight bytes or more before the cell.</param>
    /// <param name="start">Where the cell starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>The key; that of an empty cell is remembered nowhere.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CellKey Of(ReadOnlySpan<byte> text, int start, int end)
    {
        var length = end - start;
        var last = BinaryPrimitives.ReadUInt64LittleEndian(text[(end - sizeof(ulong))..]);
        if (length > sizeof(ulong))
            return new CellKey(last, BinaryPrimitives.ReadUInt64LittleEndian(text[start..]), length);
        return length == 0 ? s_empty : new CellKey(last & (ulong.MaxValue << (64 - (length * 8))), 0, length);
    }
}
