using System.Text.Json.Serialization;

namespace RecoMart.Api.Internal;

/// <summary>What became of a record.</summary>
/// <param name="Status"><c>staged</c>, <c>duplicate</c> or <c>rejected</c>.</param>
/// <param name="Reason">Why it was rejected.</param>
public sealed record StagedAnswer(
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null);
