namespace RecoMart.Api.Events;

/// <summary>An event that keeps the contract, or all the rules it breaks.</summary>
/// <param name="Record">The event, null when there are <paramref name="Errors"/>.</param>
/// <param name="Errors">The broken rules.</param>
internal readonly record struct EventVerdict<TRecord>(TRecord? Record, IReadOnlyList<FieldError> Errors)
    where TRecord : class
{
    /// <summary>The broken rules in one line.</summary>
    public string Reason => string.Join("; ", Errors.Select(error => error.Reason));
}
