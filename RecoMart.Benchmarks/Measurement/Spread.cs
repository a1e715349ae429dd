namespace RecoMart.Benchmarks.Measurement;

/// <summary>Smallest, middle and largest of some measurements.</summary>
internal sealed record Spread(double Min, double Median, double Max)
{
    /// <exception cref="ArgumentException">There is no measurement.</exception>
    public static Spread Of(IEnumerable<double> measurements)
    {
        var sorted = measurements.Order().ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException("A spread needs at least one measurement.", nameof(measurements));
        return new Spread(sorted[0], (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[^1]);
    }
}
