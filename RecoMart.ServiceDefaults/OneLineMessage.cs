using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace RecoMart.ServiceDefaults;

/// <summary>Adds the property <see cref="Name"/> to each event of a log file: its message, escaped so that it stays on one line.</summary>
internal sealed class OneLineMessage : ILogEventEnricher
{
    public const string Name = "Line";

    // Texts without the quotes that Serilog would put around them.
    private readonly MessageTemplateTextFormatter _message = new("{Message:lj}", CultureInfo.InvariantCulture);

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        _message.Format(logEvent, text);
        logEvent.AddOrUpdateProperty(new LogEventProperty(Name, new ScalarValue(PlainText.Escape(text.ToString()))));
    }
}
