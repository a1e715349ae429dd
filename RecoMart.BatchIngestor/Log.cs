using Microsoft.Extensions.Logging;

namespace RecoMart.BatchIngestor;

/// <summary>What the batch ingestion says: event ids 5000 to 5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Information, "Ingesting {Source} from {DataDir} into {Lake} for {Date}")]
    public static partial void Ingesting(this ILogger logger, string source, string dataDir, string lake, string date);

    [LoggerMessage(5001, LogLevel.Warning, "Another command writes to {Lake} ({Holder}); waiting for it to end")]
    public static partial void WaitingForLake(this ILogger logger, string lake, string holder);

    [LoggerMessage(5002, LogLevel.Information, "{File} is not used: no source asks for it")]
    public static partial void FileNotUsed(this ILogger logger, string file);

    [LoggerMessage(5003, LogLevel.Information, "{Progress}, {Percent:0} %")]
    public static partial void Progress(this ILogger logger, string progress, double percent);

    [LoggerMessage(5004, LogLevel.Information, "Watching {DataDir}: a run every {Interval}")]
    public static partial void Watching(this ILogger logger, string dataDir, TimeSpan interval);

    [LoggerMessage(5005, LogLevel.Information, "Nothing new in {Files} files ({Seconds:0.000} s)")]
    public static partial void NothingNew(this ILogger logger, int files, double seconds);

    [LoggerMessage(5006, LogLevel.Error, "This run failed, the next one tries again: {Error}")]
    public static partial void RunFailed(this ILogger logger, string error);

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

    [LoggerMessage(5106, LogLevel.Information, "{Source}: nothing of it was read before that still counts, so all of it is read, as a snapshot")]
    public static partial void ReadingAll(this ILogger logger, string source);

    [LoggerMessage(5200, LogLevel.Information, "Making {Layer} in {Lake} for {Date} from {Inputs}")]
    public static partial void MakingLayer(this ILogger logger, string layer, string lake, string date, string inputs);

    [LoggerMessage(5201, LogLevel.Information, "{Table}: {Rows:N0} rows in {Bytes:N0} bytes{Counts}")]
    public static partial void TableMade(this ILogger logger, string table, long rows, long bytes, string counts);

    [LoggerMessage(5202, LogLevel.Warning, "{Layer}: {Warning}")]
    public static partial void LayerWarned(this ILogger logger, string layer, string warning);

    [LoggerMessage(5203, LogLevel.Error, "{Layer} is not made, and the lake keeps the version it had: {Error}")]
    public static partial void LayerFailed(this ILogger logger, string layer, string error);

    [LoggerMessage(5204, LogLevel.Information, "{Table} needs more memory than it may use with several threads; trying with one")]
    public static partial void TryingOneThread(this ILogger logger, string table);

    [LoggerMessage(5300, LogLevel.Information, "Looking in {Layers} of {Lake} for what is from before {Before}, {Purpose}")]
    public static partial void Pruning(this ILogger logger, string layers, string lake, string before, string purpose);

    [LoggerMessage(5301, LogLevel.Information, "{Partition} is deleted: {Bytes:N0} bytes; {Why}")]
    public static partial void PartitionDeleted(this ILogger logger, string partition, long bytes, string why);

    [LoggerMessage(5302, LogLevel.Warning, "{Path} {Problem}")]
    public static partial void PruneProblem(this ILogger logger, string path, string problem);

    [LoggerMessage(5400, LogLevel.Information, "Exporting {Table} as {Format} to {Output} from {Inputs}")]
    public static partial void Exporting(this ILogger logger, string table, string format, string output, string inputs);

    [LoggerMessage(5401, LogLevel.Information, "{Table}: {Rows:N0} rows in {Bytes:N0} bytes")]
    public static partial void Exported(this ILogger logger, string table, long rows, long bytes);
}
