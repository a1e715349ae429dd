using Microsoft.Extensions.Logging;

namespace RecoMart.BatchIngestor;

/// <summary>What the batch ingestion says: event ids 5000 to 5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Information, "Ingesting {Source} from {DataDir} into {Lake} for {Date}")]
    public static partial void Ingesting(this ILogger logger, string source, string dataDir, string lake, string date);

    [LoggerMessage(5001, LogLevel.Warning, "Another ingest writes to {Lake} ({Holder}); waiting for it to end")]
    public static partial void WaitingForLake(this ILogger logger, string lake, string holder);

    [LoggerMessage(5002, LogLevel.Information, "{File} is not used: no source asks for it")]
    public static partial void FileNotUsed(this ILogger logger, string file);

    [LoggerMessage(5003, LogLevel.Information, "{Progress}, {Percent:0} %")]
    public static partial void Progress(this ILogger logger, string progress, double percent);

    [LoggerMessage(5100, LogLevel.Information, "{Source}: {Step}: {Outcome}")]
    public static partial void StepDone(this ILogger logger, string source, string step, string outcome);

    [LoggerMessage(5101, LogLevel.Error, "{Source}: {Error}")]
    public static partial void SourceFailed(this ILogger logger, string source, string error);

    [LoggerMessage(5102, LogLevel.Warning, "{Source}: {File} is refused; reading the other files again without it")]
    public static partial void FileRefused(this ILogger logger, string source, string file);

    [LoggerMessage(5103, LogLevel.Warning, "{Source}: {File} is skipped: {Reason}")]
    public static partial void FileSkipped(this ILogger logger, string source, string file, string? reason);

    [LoggerMessage(5104, LogLevel.Warning, "{Source}: {Count} rows repeat the key of an earlier row; they are kept")]
    public static partial void KeysRepeat(this ILogger logger, string source, long count);

    [LoggerMessage(5105, LogLevel.Warning, "{Source}: {Warning}")]
    public static partial void SourceWarned(this ILogger logger, string source, string warning);
}
