using Microsoft.Extensions.Logging;

namespace RecoMart.AppHost;

internal static partial class Log
{
    [LoggerMessage(EventId = 6500, Level = LogLevel.Information, Message = "{Line}")]
    public static partial void CommandSays(this ILogger logger, string line);
}
