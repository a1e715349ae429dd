using System.Text.Json.Serialization;
using RecoMart.Api.Endpoints;
using RecoMart.Api.Events;

namespace RecoMart.Api.Problems;

/// <summary>Why a request was not done: problem details of RFC 9457 with the broken rules or the place in the text.</summary>
public sealed record ApiProblem
{
    /// <summary>What kind of problem it is: a page that describes the status code.</summary>
    public required string Type { get; init; }

    /// <summary>The kind in words.</summary>
    public required string Title { get; init; }

    /// <summary>The status code.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong this time.</summary>
    public required string Detail { get; init; }

    /// <summary>Where the JSON goes wrong: line and byte in the line, from 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextPosition? Position { get; init; }

    /// <summary>Every rule the event breaks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldError>? Errors { get; init; }

    /// <summary>What became of each item of a batch, in its order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BatchItem>? Items { get; init; }

    /// <summary>The trace to look for in the logs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceId { get; init; }
}
