namespace RecoMart.Benchmarks.Streaming;

/// <summary>How long something took, many times: half of the times at most <see cref="P50"/>, and so on. Milliseconds.</summary>
internal sealed record Latencies(double P50, double P99, double Max)
{
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Latencies Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException("Nothing was measured.", nameof(milliseconds));
        return new Latencies(At(0.5), At(0.99), sorted[^1]);

        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
