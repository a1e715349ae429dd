namespace RecoMart.Benchmarks.Measurement;

/// <summary>The straight line that fits some points best (least squares).</summary>
/// <param name="Start">Its value at 0.</param>
/// <param name="Slope">What it gains for each step to the right.</param>
/// <param name="LargestDeviation">How far the worst point is off it, as a share of the line's value there.</param>
internal sealed record Line(double Start, double Slope, double LargestDeviation)
{
    /// <exception cref="ArgumentException">Fewer than two different places give no line.</exception>
    public static Line Through(IReadOnlyCollection<(double X, double Y)> points)
    {
        if (points.Select(point => point.X).Distinct().Count() < 2)
            throw new ArgumentException("A line needs points at two places.", nameof(points));
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        var slope = points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
        var start = y - (slope * x);
        return new Line(start, slope, points.Max(point => Math.Abs((point.Y / (start + (slope * point.X))) - 1)));
    }
}
