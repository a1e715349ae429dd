namespace RecoMart.Api.Catalogue.Flow;

/// <summary>What waits in the event log, by topic.</summary>
/// <param name="Events">How many events wait; none are known before the log has answered for the first time.</param>
/// <param name="AsOf">When the log said so.</param>
/// <param name="Problem">Why it does not say so now.</param>
internal sealed record Backlog(IReadOnlyDictionary<string, long> Events, DateTimeOffset? AsOf, string? Problem)
{
    public static Backlog Unknown { get; } = new(new Dictionary<string, long>(), null, "The event log has not answered yet.");

    public long? Of(string topic) => AsOf is null ? null : Events.GetValueOrDefault(topic);
}
