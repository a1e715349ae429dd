using Microsoft.Extensions.Logging;

namespace RecoMart.Storage;

/// <summary>What the storage says: event ids 4000 to 4999.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Error, "{Source} can't be staged: {Reason}")]
    public static partial void StagingFailed(this ILogger logger, string source, string reason);

    [LoggerMessage(4001, LogLevel.Warning, "{File}: what was not committed is still to be cut off: {Reason}")]
    public static partial void NotRolledBack(this ILogger logger, string file, string reason);

    [LoggerMessage(4002, LogLevel.Warning,
        "{File} grows beyond its limit: {Part}, which it should become, is there already; move that away")]
    public static partial void PartInTheWay(this ILogger logger, string file, string part);

    [LoggerMessage(4003, LogLevel.Warning,
        "{File} was taken away; a new one is begun, and what was staged in the old one is not staged again")]
    public static partial void FileTakenAway(this ILogger logger, string file);

    [LoggerMessage(4004, LogLevel.Warning,
        "{File} is {Missing} bytes shorter than its journal says; the {Kept} bytes of whole lines are kept, what is missing is not staged again")]
    public static partial void FileShorterThanJournal(this ILogger logger, string file, long missing, long kept);

    [LoggerMessage(4005, LogLevel.Information, "{File}: {Bytes} bytes that were never committed are cut off")]
    public static partial void UncommittedCutOff(this ILogger logger, string file, long bytes);

    [LoggerMessage(4006, LogLevel.Warning, "{File} has another header; it is kept as {Part}, and a new file is begun")]
    public static partial void OtherHeader(this ILogger logger, string file, string part);

    [LoggerMessage(4007, LogLevel.Warning, "{File} has no journal; its {Kept} bytes of whole lines are kept as they are")]
    public static partial void NoJournal(this ILogger logger, string file, long kept);

    [LoggerMessage(4008, LogLevel.Warning, "{File}: the last line was not whole; its {Bytes} bytes are cut off: {Text}")]
    public static partial void LastLineCutOff(this ILogger logger, string file, long bytes, string text);
}
