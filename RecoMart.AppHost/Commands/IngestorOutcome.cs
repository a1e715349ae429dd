namespace RecoMart.AppHost.Commands;

/// <summary>How a run of the ingestor's command line ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Lines">The lines of standard output and standard error, in the order they came.</param>
internal sealed record IngestorOutcome(int ExitCode, string Output, IReadOnlyList<string> Lines);
