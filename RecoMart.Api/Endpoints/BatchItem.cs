using System.Text.Json.Serialization;
using RecoMart.Api.Events;

namespace RecoMart.Api.Endpoints;

/// <summary>What became of one item of a batch.</summary>
public sealed record BatchItem
{
    internal const string Accepted = "accepted";
    internal const string Rejected = "rejected";
    internal const string Unavailable = "unavailable";

    /// <summary><c>accepted</c>, <c>rejected</c> (send it again only when it is put right) or <c>unavailable</c> (send it again later).</summary>
    public required string Status { get; init; }

    /// <summary>The user of an accepted event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? UserId { get; init; }

    /// <summary>The rules that a rejected one breaks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldError>? Errors { get; init; }
}
