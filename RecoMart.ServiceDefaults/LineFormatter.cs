using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace RecoMart.ServiceDefaults;

/// <summary>
/// Console log lines as people read them: <c>2026-01-27T10:30:00.123Z warn  users: …</c>. The category is left out where it is ours (the
/// message says what it is about) and stands before the message where it is a library's.
/// </summary>
internal sealed class LineFormatter(TimeProvider? time = null) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";
    private const string OwnCategories = "RecoMart.";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var level = logEntry.LogLevel switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info ",
            LogLevel.Warning => "warn ",
            LogLevel.Error => "error",
            _ => "fatal",
        };
        var now = (time ?? TimeProvider.System).GetUtcNow();
        textWriter.Write(now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        textWriter.Write(level);
        textWriter.Write(' ');
        if (!logEntry.Category.StartsWith(OwnCategories, StringComparison.Ordinal))
        {
            textWriter.Write(logEntry.Category);
            textWriter.Write(": ");
        }
        textWriter.WriteLine(PlainText.Escape(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (logEntry.Exception is { } exception)
            textWriter.WriteLine(exception);
    }
}
