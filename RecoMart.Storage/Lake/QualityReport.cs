namespace RecoMart.Storage.Lake;

/// <summary>What became of the rows of one source in one ingest.</summary>
public sealed record QualityReport
{
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
}
