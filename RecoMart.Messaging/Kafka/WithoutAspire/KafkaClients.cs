using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RecoMart.Messaging;

namespace Microsoft.Extensions.Hosting;

/// <summary>What the producer's and the consumer's registration have in common.</summary>
internal static class KafkaClients
{
    // The category of the log lines is Aspire's too, so that a filter for it means the same with both.
    private const string LogCategory = "Aspire.Confluent.Kafka";

    public static void Bind(IConfiguration section, object settings, ClientConfig config)
    {
        section.Bind(settings);
        section.GetSection("Config").Bind(config);
    }

    public static void UseConnectionString(string? connectionString, ClientConfig config)
    {
        if (connectionString is not null)
            config.BootstrapServers = connectionString;
    }

    public static void RequireServers(ClientConfig config)
    {
        if (string.IsNullOrEmpty(config.BootstrapServers))
            throw new InvalidOperationException("No bootstrap servers configured.");
    }

    /// <summary>Sends the client's log lines to the application's, unless a builder has its own handler already.</summary>
    public static void TryLog(IServiceProvider services, Action<Action<LogMessage>> setHandler)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory);
        try
        {
            setHandler(message => logger.KafkaClientLine(
                (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging), message.Facility, message.Message));
        }
        catch (InvalidOperationException)
        {
            logger.KafkaLogHandlerSet();
        }
    }
}
