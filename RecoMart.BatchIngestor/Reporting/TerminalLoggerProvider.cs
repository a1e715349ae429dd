using Microsoft.Extensions.Logging;
using RecoMart.ServiceDefaults;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>Log lines on a terminal, above the progress bar instead of through it.</summary>
internal sealed class TerminalLoggerProvider(IAnsiConsole console) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new TerminalLogger(console);

    public void Dispose()
    {
    }

    private sealed class TerminalLogger(IAnsiConsole console) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var (color, word) = logLevel switch
            {
                LogLevel.Error or LogLevel.Critical => ("red", "error"),
                LogLevel.Warning => ("yellow", "warning"),
                _ => ("grey", "info"),
            };
            console.MarkupLine($"[{color}]{word}[/] {Markup.Escape(PlainText.Escape(formatter(state, exception)))}");
            if (exception is not null)
                console.WriteLine($"{exception}");
        }
    }
}
