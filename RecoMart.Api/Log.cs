namespace RecoMart.Api;

/// <summary>What the API says: event ids 2000 to 2999.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Error, "A request failed.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2001, LogLevel.Debug, "A client went away: {Reason}")]
    public static partial void ClientWentAway(this ILogger logger, string reason);

    [LoggerMessage(2100, LogLevel.Warning, "Looking at the lake failed, and is tried again: {Reason}")]
    public static partial void LakeUnreadable(this ILogger logger, string reason);

    [LoggerMessage(2101, LogLevel.Error, "{File} {Problem}")]
    public static partial void LakeFileWrong(this ILogger logger, string file, string problem);
}
