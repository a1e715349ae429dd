namespace RecoMart.Api.Events;

/// <summary>A rule of the contract that a field breaks.</summary>
/// <param name="Field">The field's name; empty when it is the event as a whole.</param>
/// <param name="Value">The JSON text of its value, shortened; null when there is none.</param>
/// <param name="Rule">What is wrong, in words.</param>
public sealed record FieldError(string Field, string? Value, string Rule);
