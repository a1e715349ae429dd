using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RecoMart.Storage.ParquetFormat;

namespace RecoMart.Storage.Lake;

/// <summary>The least and the greatest value of a column chunk, and how many are missing, page by page.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
internal struct Bounds<T>
    where T : unmanaged
{
    private T _min;
    private T _max;
    private bool _any;
    private int _nulls;

    /// <summary>Adds a page.</summary>
    /// <param name="values">Its values.</param>
    /// <param name="nulls">Its rows without one.</param>
    public void Add(ReadOnlySpan<T> values, int nulls)
    {
        _nulls += nulls;
        if (values.IsEmpty)
            return;
        var (min, max) = Find(values);
        (_min, _max) = _any ? (Lesser(_min, min), Greater(_max, max)) : (min, max);
        _any = true;
    }

    /// <summary>What the footer says.</summary>
    /// <returns>The statistics.</returns>
    public readonly ChunkStatistics ToStatistics()
    {
        if (!_any)
            return new ChunkStatistics(_nulls, default, default, HasBounds: false);
        var (min, max) = (_min, _max);
        // Zero has two signs, and a bound must hold for both.
        if (min is 0.0)
            min = (T)(object)-0.0;
        if (max is 0.0)
            max = (T)(object)0.0;
        return new ChunkStatistics(_nulls, BytesOf(min), BytesOf(max), HasBounds: true);

        static byte[] BytesOf(T value) => MemoryMarshal.AsBytes(new Span<T>(ref value)).ToArray();
    }

    private static (T Min, T Max) Find(ReadOnlySpan<T> values)
    {
        if (values.Length < Vector256<T>.Count)
        {
            Span<T> padded = stackalloc T[Vector256<T>.Count];
            padded.Fill(values[0]);
            values.CopyTo(padded);
            return Find(padded);
        }
        var mins = Vector256.Create(values);
        var maxs = mins;
        for (var i = Vector256<T>.Count; i <= values.Length - Vector256<T>.Count; i += Vector256<T>.Count)
            Add(Vector256.Create(values[i..]), ref mins, ref maxs);
        // The last ones, some of them for the second time.
        Add(Vector256.Create(values[^Vector256<T>.Count..]), ref mins, ref maxs);
        var (min, max) = (mins[0], maxs[0]);
        for (var lane = 1; lane < Vector256<T>.Count; lane++)
            (min, max) = (Lesser(min, mins[lane]), Greater(max, maxs[lane]));
        return (min, max);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector256<T> values, ref Vector256<T> mins, ref Vector256<T> maxs)
    {
        mins = Vector256.Min(mins, values);
        maxs = Vector256.Max(maxs, values);
    }

    private static T Lesser(T a, T b) => Comparer<T>.Default.Compare(b, a) < 0 ? b : a;

    private static T Greater(T a, T b) => Comparer<T>.Default.Compare(b, a) > 0 ? b : a;
}
