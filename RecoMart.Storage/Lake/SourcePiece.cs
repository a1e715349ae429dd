namespace RecoMart.Storage.Lake;

/// <summary>Consecutive rows of a dataset that are from one source file.</summary>
/// <param name="file">The file's name at that time.</param>
/// <param name="first">The number of the first row in the dataset, from 0.</param>
/// <param name="read">The rows that were read for them.</param>
/// <param name="rejected">Those of them that went to quarantine, and so are not in the dataset.</param>
public sealed class SourcePiece(string file, long first, long read, long rejected)
{
    /// <summary>The file's name, by which it is known now.</summary>
    public string File { get; internal set; } = file;

    /// <summary>The number of the first row in the dataset, from 0.</summary>
    public long First { get; } = first;

    /// <summary>The rows that were read for them.</summary>
    public long Read { get; } = read;

    /// <summary>Those of them that went to quarantine.</summary>
    public long Rejected { get; } = rejected;

    /// <summary>The rows in the dataset.</summary>
    public long Rows => Read - Rejected;

    /// <summary>Whether a later version of the file was read, so that these rows count no more.</summary>
    public bool IsReplaced { get; internal set; }
}
