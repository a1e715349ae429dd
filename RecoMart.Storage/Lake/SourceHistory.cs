namespace RecoMart.Storage.Lake;

/// <summary>
/// Which rows of a source's datasets are from which file, told from the metadata. An ingest writes the rows of its files one file after the other, and the
/// metadata lists the files in that order; later runs add to the list, rename what is in it, and say where a file's earlier rows count no more.
/// </summary>
public static class SourceHistory
{
    /// <summary>Follows the files through some datasets of the validated layer.</summary>
    /// <param name="datasets">The datasets, oldest first, from a snapshot on.</param>
    /// <returns>For each dataset its pieces, in the order of the rows.</returns>
    /// <exception cref="InvalidDataException">The list of files in a metadata file is missing, or is not about this dataset.</exception>
    public static IReadOnlyList<IReadOnlyList<SourcePiece>> Of(IReadOnlyList<LakeEntry> datasets)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        var all = new List<SourcePiece>();
        return [.. datasets.Select(dataset => Follow(dataset, all))];
    }

    private static List<SourcePiece> Follow(LakeEntry dataset, List<SourcePiece> all)
    {
        var pieces = new List<SourcePiece>();
        var first = 0L;
        foreach (var file in dataset.Metadata.Sources ?? throw Unusable(dataset, "does not say which files its rows are from"))
        {
            if (file.RenamedFrom is { } name)
            {
                foreach (var piece in all.Where(piece => piece.File == name))
                    piece.File = file.File;
            }
            if (file.Replaces is true)
            {
                foreach (var piece in all.Where(piece => piece.File == file.File))
                    piece.IsReplaced = true;
            }
            if (file.Outcome != SourceFileOutcome.Read)
                continue;
            var added = new SourcePiece(file.File, first, file.Rows, file.Rejected);
            first += added.Rows;
            pieces.Add(added);
            all.Add(added);
        }
        return first == dataset.Metadata.RecordCount
            ? pieces
            : throw Unusable(dataset, $"lists files with {first} rows, and has {dataset.Metadata.RecordCount}");
    }

    private static InvalidDataException Unusable(LakeEntry dataset, string problem) =>
        new($"{dataset.Partition.MetadataPath} {problem}: another version made it. Ingest {dataset.Partition.Source} again as a snapshot"
            + $" (with --date {dataset.Partition.Date:yyyy-MM-dd} to replace it).");
}
