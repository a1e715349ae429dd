using System.Text.Json.Serialization;

namespace RecoMart.Storage.Lake;

/// <summary>What became of one source file.</summary>
public sealed record SourceFileReport
{
    /// <summary>The file's name.</summary>
    public required string File { get; init; }

    /// <summary>What was done with it.</summary>
    public required SourceFileOutcome Outcome { get; init; }

    /// <summary>Its rows, the header not counted.</summary>
    public long Rows { get; init; }

    /// <summary>Those of its rows that went to quarantine.</summary>
    public long Rejected { get; init; }

    /// <summary>The bytes that were read.</summary>
    public long Bytes { get; init; }

    /// <summary>Why it was skipped or refused, or what was odd about it.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the rows begin, in bytes, where those before were read by an earlier run; null when it was read from the start.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? FromByte { get; init; }

    /// <summary>Whether the rows of this file that are in the lake from an earlier run are of an earlier version of it and count no more; null for no.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Replaces { get; init; }

    /// <summary>The name under which an earlier run read its rows; null for this one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RenamedFrom { get; init; }

    /// <summary>Joins what runs of the same date say of their files. A file that went on where it ended is one.</summary>
    /// <param name="earlier">Of the earlier runs.</param>
    /// <param name="later">Of the last.</param>
    /// <returns>In the order of the rows.</returns>
    internal static IReadOnlyList<SourceFileReport> Join(IReadOnlyList<SourceFileReport> earlier, IReadOnlyList<SourceFileReport> later)
    {
        var all = earlier.ToList();
        foreach (var file in later)
        {
            // Rows of other files in between would change the order.
            if (file is { FromByte: not null, Outcome: SourceFileOutcome.Read } && all is [.., { Outcome: SourceFileOutcome.Read } last] && last.File == file.File)
            {
                all[^1] = last with { Rows = last.Rows + file.Rows, Rejected = last.Rejected + file.Rejected, Bytes = last.Bytes + file.Bytes };
            }
            else if (file.Outcome is SourceFileOutcome.Read or SourceFileOutcome.Renamed || file.Replaces is true || !all.Contains(file))
            {
                all.Add(file);
            }
        }
        return all;
    }
}
