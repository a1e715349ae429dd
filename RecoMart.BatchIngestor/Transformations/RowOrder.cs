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
        var pieces = partitions.Select(partition => Split(contract, partition)).ToList();
        var next = 0L;
        var placed = new Dictionary<Piece, long>();
        // Stable: pieces of one file, which an incremental ingest may spread over partitions, stay in the order of the partitions.
        foreach (var piece in pieces.SelectMany(list => list).OrderBy(piece => piece.IsStaged).ThenBy(piece => piece.Name, StringComparer.Ordinal))
        {
            placed.Add(piece, next);
            next += piece.Rows;
        }
        return [.. pieces.Select(list => Join(list, placed))];
    }

    private static List<Piece> Split(SourceContract contract, LakeEntry entry)
    {
        var pieces = new List<Piece>();
        var first = 0L;
        foreach (var file in entry.Metadata.Sources ?? throw Unusable(entry, "does not say which files its rows are from"))
        {
            var rows = file.Outcome == SourceFileOutcome.Read ? file.Rows - file.Rejected : 0;
            if (rows > 0)
            {
                var staged = StagingFile.IsOne(file.File, contract);
                // Staged events have one order, that in which they are ingested: a part gets its name only when it is sealed.
                pieces.Add(new Piece(first, rows, staged, staged ? "" : file.File));
            }
            first += rows;
        }
        return first == entry.Metadata.RecordCount
            ? pieces
            : throw Unusable(entry, $"lists files with {first} rows, and has {entry.Metadata.RecordCount}");
    }

    private static List<RowPiece> Join(List<Piece> pieces, Dictionary<Piece, long> placed)
    {
        var joined = new List<RowPiece>();
        foreach (var piece in pieces)
        {
            var offset = placed[piece] - piece.First;
            if (joined.Count > 0 && joined[^1].Offset == offset)
                joined[^1] = joined[^1] with { End = piece.First + piece.Rows };
            else
                joined.Add(new RowPiece(piece.First + piece.Rows, offset));
        }
        return joined;
    }

    private static InvalidDataException Unusable(LakeEntry entry, string problem) => new(
        $"{entry.Partition.MetadataPath} {problem}: another version made it. Ingest {entry.Partition.Source} again"
        + $" (with --date {entry.Partition.Date:yyyy-MM-dd} to replace it).");

    private sealed class Piece(long first, long rows, bool isStaged, string name)
    {
        public long First { get; } = first;

        public long Rows { get; } = rows;

        public bool IsStaged { get; } = isStaged;

        public string Name { get; } = name;
    }
}
