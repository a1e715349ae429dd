namespace RecoMart.Consumer.Telemetry;

/// <summary>A request that failed.</summary>
/// <param name="At">When that was known.</param>
/// <param name="ErrorType">What was wrong, as one of few.</param>
/// <param name="Reason">What was wrong, in words.</param>
internal readonly record struct FailedAttempt(DateTimeOffset At, string ErrorType, string Reason);
