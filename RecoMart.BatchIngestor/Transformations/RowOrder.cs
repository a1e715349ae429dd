using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;
using RecoMart.Storage.Staging;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>
/// Which of two rows of a source came later, however they came into the lake: files count in the order of their names, staged events after
/// them in the order in which they were staged, and within a file the later line. An ingest writes the rows of its files one file after
/// the other, and its metadata lists the files in that order with their rows; so a row's number says which file it is from:
/// <code>
/// users_api_staging.csv 3 rows, users_crm.csv 2 rows    rows 0 1 2 | 3 4 of the data file
/// positions                                             2 3 4 | 0 1
/// </code>
/// </summary>
internal static class RowOrder
{
    /// <summary>Orders the rows of some partitions among each other.</summary>
    /// <param name="contract">The source.</param>
    /// <param name="partitions">The partitions, oldest first.</param>
    /// <returns>For each partition its pieces of consecutive rows, in the order of the rows.</returns>
    /// <exception cref="InvalidDataException">The list of files in a metadata file is missing, or is not about this data file.</exception>
    public static IReadOnlyList<IReadOnlyList<RowPiece>> Of(SourceContract contract, IReadOnlyList<LakeEntry> partitions)
    {
        var pieces = SourceHistory.Of(partitions);
        var next = 0L;
        var placed = new Dictionary<SourcePiece, long>();
        // Staged events have one order, that in which they are ingested: a part gets its name only when it is sealed. And stable: pieces of one file, which
        // incremental ingests spread over partitions, stay in the order of the partitions.
        foreach (var piece in pieces.SelectMany(list => list)
            .Where(piece => !piece.IsReplaced)
            .OrderBy(piece => StagingFile.IsOne(piece.File, contract))
            .ThenBy(piece => StagingFile.IsOne(piece.File, contract) ? "" : piece.File, StringComparer.Ordinal))
        {
            placed.Add(piece, next);
            next += piece.Rows;
        }
        return [.. pieces.Select(list => Join(list, placed))];
    }

    /// <summary>The rows that have no place.</summary>
    /// <param name="order">The pieces of each partition.</param>
    /// <returns>Their number.</returns>
    public static long CountReplaced(IEnumerable<IReadOnlyList<RowPiece>> order) => order.Sum(pieces =>
        pieces.Zip(pieces.Select(piece => piece.End).Prepend(0), (piece, start) => piece.Offset is null ? piece.End - start : 0).Sum());

    private static List<RowPiece> Join(IEnumerable<SourcePiece> pieces, Dictionary<SourcePiece, long> placed)
    {
        var joined = new List<RowPiece>();
        foreach (var piece in pieces.Where(piece => piece.Rows > 0))
        {
            long? offset = placed.TryGetValue(piece, out var place) ? place - piece.First : null;
            if (joined.Count > 0 && joined[^1].Offset == offset)
                joined[^1] = joined[^1] with { End = piece.First + piece.Rows };
            else
                joined.Add(new RowPiece(piece.First + piece.Rows, offset));
        }
        return joined;
    }
}
