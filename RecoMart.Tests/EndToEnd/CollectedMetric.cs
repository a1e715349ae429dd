namespace RecoMart.Tests.EndToEnd;

/// <summary>A point of a metric as a collector got it.</summary>
/// <param name="Meter">The meter's name.</param>
/// <param name="Name">The metric's name.</param>
/// <param name="Description">What it says of itself.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Attributes">The point's attributes, those that are texts.</param>
/// <param name="Bounds">Of a histogram, the bounds of its buckets.</param>
internal sealed record CollectedMetric(
    string Meter, string Name, string Description, string Unit, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<double> Bounds);
