namespace RecoMart.Storage.Lake;

/// <summary>What became of the rows of one source in one ingest.</summary>
public sealed record QualityReport
{
    // A date that is added to every minute has no end of them.
    private const int MaxWarnings = 200;

    /// <summary>Rows in the source files that were read; always <see cref="Validated"/> plus <see cref="Quarantined"/>.</summary>
    public required long RowsIn { get; init; }

    /// <summary>Rows in the raw layer: all whose key can be read.</summary>
    public required long Raw { get; init; }

    /// <summary>Rows in the validated layer.</summary>
    public required long Validated { get; init; }

    /// <summary>Rows in quarantine.</summary>
    public required long Quarantined { get; init; }

    /// <summary>Quarantined rows by <c>field: rule</c>, each row counted once, by the first field that sent it there.</summary>
    public required IReadOnlyDictionary<string, long> QuarantinedByReason { get; init; }

    /// <summary>Optional values of validated rows that were not taken and became null, by <c>field: rule</c>.</summary>
    public required IReadOnlyDictionary<string, long> NulledByReason { get; init; }

    /// <summary>Rows whose key an earlier row has too; counted for sources in which a key names one thing, else null.</summary>
    public long? DuplicateKeys { get; init; }

    /// <summary>What an operator should look at, one sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>This report and that of later rows of the same date as one.</summary>
    /// <param name="later">The later one.</param>
    /// <returns>The sums, and the last warnings of both.</returns>
    internal QualityReport And(QualityReport later) => new()
    {
        RowsIn = RowsIn + later.RowsIn,
        Raw = Raw + later.Raw,
        Validated = Validated + later.Validated,
        Quarantined = Quarantined + later.Quarantined,
        QuarantinedByReason = Add(QuarantinedByReason, later.QuarantinedByReason),
        NulledByReason = Add(NulledByReason, later.NulledByReason),
        DuplicateKeys = DuplicateKeys + later.DuplicateKeys,
        Warnings = [.. Warnings.Concat(later.Warnings).Distinct().TakeLast(MaxWarnings)],
    };

    private static SortedDictionary<string, long> Add(IReadOnlyDictionary<string, long> some, IReadOnlyDictionary<string, long> more)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (reason, count) in some.Concat(more))
            sums[reason] = sums.GetValueOrDefault(reason) + count;
        return sums;
    }
}
