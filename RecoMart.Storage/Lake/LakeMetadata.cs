namespace RecoMart.Storage.Lake;

/// <summary>
/// The companion of a data file, as <c>{name}_metadata.json</c>: the specification's keys in its order, then our own (<c>quality</c>,
/// <c>sources</c> and <c>mode</c> of what was ingested, <c>lineage</c> of what was made of it).
/// </summary>
public sealed record LakeMetadata
{
    /// <summary>The source's name.</summary>
    public required string Source { get; init; }

    /// <summary>The layer's name.</summary>
    public required string DataType { get; init; }

    /// <summary>When the file was made, UTC.</summary>
    public required DateTime Timestamp { get; init; }

    /// <summary>The full path of the data file when it was made, with forward slashes.</summary>
    public required string FilePath { get; init; }

    /// <summary>The size of the data file, in bytes.</summary>
    public required long FileSizeBytes { get; init; }

    /// <summary>The number of rows.</summary>
    public required long RecordCount { get; init; }

    /// <summary>The columns and their types.</summary>
    public required LakeSchema Schema { get; init; }

    /// <summary>The MD5 of the data file, in lower-case hexadecimal digits.</summary>
    public required string ChecksumMd5 { get; init; }

    /// <summary>The number of nulls in each column.</summary>
    public required IReadOnlyDictionary<string, long> NullCounts { get; init; }

    /// <summary>The memory the decoded columns take, in bytes: the values, a byte per row for null, and each distinct text of a row group once.</summary>
    public required long MemoryUsageBytes { get; init; }

    /// <summary>What became of the source's rows; null in the layers that are made from others.</summary>
    public QualityReport? Quality { get; init; }

    /// <summary>The files the rows came from, in the order of the rows, and those that were passed over; null in the layers that are made from others.</summary>
    public IReadOnlyList<SourceFileReport>? Sources { get; init; }

    /// <summary>What the rows are of all there are; null in a file made before there were two modes, which is a snapshot.</summary>
    public LakeMode? Mode { get; init; }

    /// <summary>What the rows were made from and how; null in the layers that come from source files.</summary>
    public LakeLineage? Lineage { get; init; }
}
