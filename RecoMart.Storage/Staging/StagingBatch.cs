using System.Buffers;

namespace RecoMart.Storage.Staging;

/// <summary>The events of one request, turned into lines already, so that the writer only has to copy them.</summary>
internal sealed class StagingBatch
{
    private readonly byte[] _lines;
    private readonly int[] _ends;
    private readonly LogPartition?[] _partitions;
    private readonly long[] _offsets;

    private StagingBatch(int count, int maxLineBytes)
    {
        _lines = ArrayPool<byte>.Shared.Rent(count * maxLineBytes);
        _ends = new int[count];
        _partitions = new LogPartition?[count];
        _offsets = new long[count];
        Outcomes = new StagingOutcome[count];
    }

    public int Count => _ends.Length;

    /// <summary>What became of each event; set when the batch has been committed.</summary>
    public StagingOutcome[] Outcomes { get; }

    public static StagingBatch Of<TRecord>(IReadOnlyList<StagedEvent<TRecord>> events, StagingFormat<TRecord> format)
    {
        var batch = new StagingBatch(events.Count, format.MaxLineBytes);
        var at = 0;
        for (var i = 0; i < events.Count; i++)
        {
            at += format.Write(events[i].Record, batch._lines.AsSpan(at));
            batch._ends[i] = at;
            batch._partitions[i] = events[i].Partition;
            batch._offsets[i] = events[i].Offset;
        }
        return batch;
    }

    public ReadOnlySpan<byte> Line(int index) => _lines.AsSpan((index == 0 ? 0 : _ends[index - 1]).._ends[index]);

    /// <summary>Gives the lines' memory back, after which they are not to be asked for.</summary>
    public void ReleaseLines() => ArrayPool<byte>.Shared.Return(_lines);

    public (LogPartition? Partition, long Offset) Place(int index) => (_partitions[index], _offsets[index]);
}
