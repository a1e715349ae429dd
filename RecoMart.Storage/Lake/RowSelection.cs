using System.Runtime.InteropServices;
using RecoMart.Storage.Columns;

namespace RecoMart.Storage.Lake;

/// <summary>The rows of a batch that a layer takes, as runs of neighbours.</summary>
internal sealed class RowSelection
{
    private readonly List<(int First, int End)> _runs = [];

    /// <summary>The runs <c>[First, End)</c>, in order.</summary>
    public IReadOnlyList<(int First, int End)> Runs => _runs;

    /// <summary>How many rows are taken.</summary>
    public int Count { get; private set; }

    /// <summary>Takes all rows.</summary>
    /// <param name="rows">How many there are.</param>
    public void TakeAll(int rows)
    {
        _runs.Clear();
        if (rows > 0)
            _runs.Add((0, rows));
        Count = rows;
    }

    /// <summary>Takes the rows that are not worse than a verdict.</summary>
    /// <param name="verdicts">The verdict of each row.</param>
    /// <param name="worst">The worst verdict of a row that is taken.</param>
    public void Take(ReadOnlySpan<RowVerdict> verdicts, RowVerdict worst)
    {
        _runs.Clear();
        Count = 0;
        var bytes = MemoryMarshal.AsBytes(verdicts);
        for (var row = 0; row < bytes.Length;)
        {
            var length = bytes[row..].IndexOfAnyExceptInRange((byte)RowVerdict.Accepted, (byte)worst);
            var end = length < 0 ? bytes.Length : row + length;
            if (end > row)
                _runs.Add((row, end));
            Count += end - row;
            row = end + 1;
        }
    }

    /// <summary>Divides the rows that are taken.</summary>
    /// <param name="most">The most rows of a part.</param>
    /// <param name="parts">The parts, in order; selections that are there are used again.</param>
    public void Split(int most, List<RowSelection> parts)
    {
        var count = (Count + most - 1) / most;
        if (parts.Count > count)
            parts.RemoveRange(count, parts.Count - count);
        while (parts.Count < count)
            parts.Add(new RowSelection());
        foreach (var part in parts)
            part.TakeAll(0);
        var next = 0;
        foreach (var (first, end) in _runs)
        {
            for (var row = first; row < end;)
            {
                if (parts[next].Count == most)
                    next++;
                var rows = Math.Min(end - row, most - parts[next].Count);
                parts[next]._runs.Add((row, row + rows));
                parts[next].Count += rows;
                row += rows;
            }
        }
    }

    /// <summary>Copies what belongs to the rows that are taken.</summary>
    /// <typeparam name="T">What belongs to a row.</typeparam>
    /// <param name="source">For all rows.</param>
    /// <param name="target">For those that are taken, one after the other.</param>
    public void Copy<T>(ReadOnlySpan<T> source, Span<T> target)
    {
        foreach (var (first, end) in _runs)
        {
            source[first..end].CopyTo(target);
            target = target[(end - first)..];
        }
    }
}
