using System.Runtime.InteropServices;
using RecoMart.Storage.ParquetFormat;
using Snappier;

namespace RecoMart.Tests.Storage.ParquetFormat;

public sealed class NeighbourSnappyTests
{
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 2)]
    [InlineData(3, 5, 1)]
    [InlineData(4, 61, 100)]
    [InlineData(5, 4_097, 32_768)]
    [InlineData(6, 65_536, 10)]
    public void Snappy_reads_what_was_compressed(int seed, int headLength, int count)
    {
        var random = new Random(seed);
        var head = new byte[headLength];
        random.NextBytes(head);
        // Differences of all widths, none and the sign among them.
        var values = new long[count];
        for (var i = 0; i < count; i++)
            values[i] = (i == 0 ? 0 : values[i - 1]) ^ (random.Next(9) is var bytes && bytes == 0 ? 0 : random.NextInt64(long.MinValue, long.MaxValue) >>> (64 - (8 * bytes)));
        var target = new byte[NeighbourSnappy.MaxLength(headLength, count)];

        var length = NeighbourSnappy.Compress(head, values, target);

        Assert.Equal([.. head, .. MemoryMarshal.AsBytes<long>(values)], Snappy.DecompressToArray(target.AsSpan(0, length)));
    }

    [Fact]
    public void Times_in_order_become_as_small_as_by_a_compressor_for_anything()
    {
        var random = new Random(7);
        var values = new long[10_000];
        for (var i = 1; i < values.Length; i++)
            values[i] = values[i - 1] + random.Next(5_000_000);
        var target = new byte[NeighbourSnappy.MaxLength(0, values.Length)];

        Assert.True(NeighbourSnappy.Suits(values));
        var length = NeighbourSnappy.Compress([], values, target);

        Assert.InRange(length, 1, Snappy.CompressToArray(MemoryMarshal.AsBytes<long>(values)).Length * 1.05);
    }

    [Fact]
    public void It_is_not_for_values_that_jump_or_repeat()
    {
        var random = new Random(7);

        Assert.False(NeighbourSnappy.Suits([.. Enumerable.Range(0, 1000).Select(_ => random.NextInt64())]));
        Assert.False(NeighbourSnappy.Suits(new long[1000]));
        Assert.False(NeighbourSnappy.Suits([]));
        Assert.False(NeighbourSnappy.Suits([1]));
    }
}
