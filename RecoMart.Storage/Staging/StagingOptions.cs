namespace RecoMart.Storage.Staging;

/// <summary>How staging files are kept.</summary>
public sealed record StagingOptions
{
    /// <summary>The size limit where none is set: 64 MiB.</summary>
    public const long DefaultMaxBytes = 64L << 20;

    /// <summary>The folder of the staging files, which is the batch ingestor's data folder.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// When the next batch would take a file beyond this, in bytes, it is sealed and a new one begun. Smaller files seal more often and
    /// litter the data folder; larger ones take longer to copy and to look at.
    /// </summary>
    public long MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>How many requests may wait; more wait at the door.</summary>
    public int QueueCapacity { get; init; } = 1024;
}
