using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>How cost grows along one axis.</summary>
/// <param name="Points">What was measured.</param>
/// <param name="WallSeconds">The line through the medians of wall time; null of fewer than two points.</param>
/// <param name="CpuSeconds">The same for CPU time.</param>
internal sealed record GrowSeries(IReadOnlyList<GrowPoint> Points, Line? WallSeconds, Line? CpuSeconds)
{
    public static GrowSeries Of(IReadOnlyList<GrowPoint> points)
    {
        return points.Count < 2 ? new GrowSeries(points, null, null) : new GrowSeries(points, LineOf(point => point.WallSeconds), LineOf(point => point.CpuSeconds));

        Line LineOf(Func<GrowPoint, Spread> time) => Line.Through([.. points.Select(point => ((double)point.Size, time(point).Median))]);
    }
}
