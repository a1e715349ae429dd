using System.Text.Json;
using RecoMart.Api.Problems;

namespace RecoMart.Api.Events;

/// <summary>A rule of the contract that a field breaks.</summary>
/// <param name="Field">The field's name; empty when it is the event as a whole.</param>
/// <param name="Value">The JSON text of its value, shortened; null when there is none.</param>
/// <param name="Rule">What is wrong, in words.</param>
public sealed record FieldError(string Field, string? Value, string Rule)
{
    private const string MalformedJson = "malformed JSON";

    /// <summary>The field and its rule, in one line.</summary>
    internal string Reason => Field.Length == 0 ? Rule : $"{Field}: {Rule}";

    /// <summary>As <see cref="Reason"/>, of which there are as many as the contract has; what is wrong with JSON has no end, and is left out.</summary>
    internal string Kind => Field.Length == 0 && Rule.StartsWith(MalformedJson, StringComparison.Ordinal) ? MalformedJson : Reason;

    internal static FieldError Malformed(JsonException exception) => new("", null, $"{MalformedJson}: {ProblemException.Explain(exception)}");
}
