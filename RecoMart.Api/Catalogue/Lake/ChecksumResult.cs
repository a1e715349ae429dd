namespace RecoMart.Api.Catalogue.Lake;

/// <summary>What came of comparing a data file with its metadata.</summary>
/// <param name="State">What is known.</param>
/// <param name="At">Since when.</param>
/// <param name="Problem">What is wrong, as the end of a sentence about the file.</param>
public sealed record ChecksumResult(ChecksumState State, DateTimeOffset? At, string? Problem)
{
    /// <summary>Nothing yet.</summary>
    public static ChecksumResult Pending { get; } = new(ChecksumState.Pending, null, null);
}
