using System.Security.Cryptography;

namespace RecoMart.Storage;

/// <summary>How a source file is to be read.</summary>
public sealed record SourceReading
{
    /// <summary>From the start to the end, as a snapshot does.</summary>
    public static SourceReading Whole { get; } = new();

    /// <summary>How much of it may be read, where its writer says so; null for all there is when it is opened.</summary>
    public long? CommittedLength { get; init; }

    /// <summary>The end of what was read of it before; null to read it from the start.</summary>
    public SourcePosition? Start { get; init; }

    /// <summary>Whether to compute the MD5 of the file while it is read.</summary>
    public bool Hash { get; init; }

    /// <summary>The hash of what is before <see cref="Start"/>; it is copied, not changed.</summary>
    public IncrementalHash? HashBefore { get; init; }
}
