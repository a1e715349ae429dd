using Serilog.Core;
using Serilog.Events;

namespace RecoMart.ServiceDefaults;

/// <summary>Says once that the log files have stopped (a full disk, a lost mount); the service itself goes on.</summary>
internal sealed class LogFileFailures(TextWriter console) : ILoggingFailureListener
{
    private int _said;

    public void OnLoggingFailed(
        object sender, LoggingFailureKind kind, string message, IReadOnlyCollection<LogEvent>? events, Exception? exception) =>
        Report(exception?.Message ?? message);

    public void Report(string reason)
    {
        if (Interlocked.Exchange(ref _said, 1) == 0)
            console.WriteLine($"Log lines are lost: {reason} (setting logs_dir)");
    }
}
