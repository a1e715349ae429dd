using System.Text;

namespace RecoMart.Messaging.Sqlite;

/// <summary>A topic of the embedded log, and how its events are numbered in the file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Number">Its number in the file, never used again for another one.</param>
/// <param name="Identity">What tells it from others of the same name.</param>
/// <param name="Partitions">How many partitions it has.</param>
internal sealed record SqliteTopic(string Name, long Number, string Identity, int Partitions)
{
    /// <summary>A topic number and a partition take the 23 bits above these.</summary>
    public const int OffsetBits = 40;

    public const int MaxPartitions = 256;

    private const long OffsetMask = (1L << OffsetBits) - 1;

    /// <summary>The row id of an offset: all events of a partition stand one after the other in the table.</summary>
    public long RowId(int partition, long offset) => (((Number * MaxPartitions) + partition) << OffsetBits) | offset;

    /// <summary>The offset of a row.</summary>
    public static long Offset(long rowId) => rowId & OffsetMask;

    /// <summary>The partition of a key: the same for ever, as the order of a key's events rests on it.</summary>
    public int PartitionOf(string? key)
    {
        if (key is null)
            return Random.Shared.Next(Partitions);
        // FNV-1a (Fowler, Noll, Vo) in 32 bits.
        var hash = 2166136261u;
        Span<byte> bytes = stackalloc byte[64];
        var count = Encoding.UTF8.GetByteCount(key);
        bytes = count <= bytes.Length ? bytes[..count] : new byte[count];
        Encoding.UTF8.GetBytes(key, bytes);
        foreach (var value in bytes)
            hash = unchecked((hash ^ value) * 16777619u);
        return (int)(hash % (uint)Partitions);
    }
}
