using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RecoMart.Storage.ParquetFormat;

namespace RecoMart.Storage.Lake;

/// <summary>The least and the greatest value of a column chunk, and how many are missing, page by page.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
internal struct Bounds<T>
    where T : unmanaged, INumber<T>
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
        (_min, _max) = _any ? (T.Min(_min, min), T.Max(_max, max)) : (min, max);
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
        if (typeof(T) == typeof(double) && min == T.Zero)
            min = -T.Zero;
        if (typeof(T) == typeof(double) && max == T.Zero)
            max = T.Zero;
        return new ChunkStatistics(_nulls, BytesOf(min), BytesOf(max), HasBounds: true);

        static byte[] BytesOf(T value) => MemoryMarshal.AsBytes(new Span<T>(ref value)).ToArray();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (T Min, T Max) Find(ReadOnlySpan<T> values)
    {
        var (min, max) = (values[0], values[0]);
        var i = 0;
        if (values.Length >= Vector256<T>.Count)
        {
            var (mins, maxs) = (Vector256.Create(min), Vector256.Create(max));
            for (; i <= values.Length - Vector256<T>.Count; i += Vector256<T>.Count)
            {
                var vector = Vector256.Create(values[i..]);
                mins = Vector256.Min(mins, vector);
                maxs = Vector256.Max(maxs, vector);
            }
            for (var lane = 0; lane < Vector256<T>.Count; lane++)
                (min, max) = (T.Min(min, mins[lane]), T.Max(max, maxs[lane]));
        }
        for (; i < values.Length; i++)
            (min, max) = (T.Min(min, values[i]), T.Max(max, values[i]));
        return (min, max);
    }
}
