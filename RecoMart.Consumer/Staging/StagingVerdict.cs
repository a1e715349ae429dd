namespace RecoMart.Consumer.Staging;

/// <summary>What the API says of one event.</summary>
/// <param name="Rejected">Whether it can never be staged; otherwise it is staged, now or before.</param>
/// <param name="Reason">Why it was rejected.</param>
internal readonly record struct StagingVerdict(bool Rejected, string? Reason = null)
{
    /// <summary>It is in the staging file.</summary>
    public static StagingVerdict Staged => default;
}
