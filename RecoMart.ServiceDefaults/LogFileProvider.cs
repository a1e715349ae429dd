using Microsoft.Extensions.Logging;
using Serilog.Core;
using Serilog.Extensions.Logging;

namespace RecoMart.ServiceDefaults;

/// <summary>Hands log lines to Serilog's file, and closes it without ever failing the program.</summary>
internal sealed class LogFileProvider(Logger files, LogFileFailures failures) : ILoggerProvider
{
    private readonly SerilogLoggerProvider _serilog = new(files, dispose: true);

    public ILogger CreateLogger(string categoryName) => _serilog.CreateLogger(categoryName);

    public void Dispose()
    {
        try
        {
            _serilog.Dispose();
        }
        catch (IOException exception)
        {
            // A full disk. Thrown on, it would turn a finished run into a failed one and cost it the telemetry still to be flushed.
            failures.Report(exception.Message);
        }
    }
}
