using System.Globalization;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;
using RecoMart.Storage.Staging;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>Holds a ledger against the lake: both must have the same rows of each file.</summary>
internal static class LedgerCheck
{
    /// <summary>Looks for differences.</summary>
    /// <param name="contract">The source.</param>
    /// <param name="ledger">Its ledger.</param>
    /// <param name="datasets">The datasets of the validated layer that hold all its rows, oldest first.</param>
    /// <returns>The differences, as sentences.</returns>
    /// <exception cref="InvalidDataException">The list of files in a metadata file is missing, or is not about this dataset.</exception>
    public static IReadOnlyList<string> FindProblems(SourceContract contract, Ledger ledger, IReadOnlyList<LakeEntry> datasets)
    {
        // A staging file has one name while it is written and another when it is sealed: all of them together are one.
        string NameOf(string file) => StagingFile.IsOne(file, contract) ? "staged events" : file;

        var inLake = SourceHistory.Of(datasets).SelectMany(pieces => pieces)
            .Where(piece => !piece.IsReplaced && piece.Read > 0)
            .GroupBy(piece => NameOf(piece.File))
            .ToDictionary(pieces => pieces.Key, pieces => (Rows: pieces.Sum(piece => piece.Read), Rejected: pieces.Sum(piece => piece.Rejected)));
        var inLedger = ledger.Files
            .Where(file => file.Rows > 0)
            .GroupBy(file => NameOf(file.File))
            .ToDictionary(files => files.Key, files => (Rows: files.Sum(file => file.Rows), Rejected: files.Sum(file => file.Rejected)));
        return
        [
            .. inLake.Keys.Union(inLedger.Keys).Order(StringComparer.Ordinal)
                .Select(name => (Name: name, Lake: inLake.GetValueOrDefault(name), Ledger: inLedger.GetValueOrDefault(name)))
                .Where(both => both.Lake != both.Ledger)
                .Select(both => string.Create(
                    CultureInfo.InvariantCulture,
                    $"has {both.Ledger.Rows} rows of {both.Name}, {both.Ledger.Rejected} of them rejected, and the lake has {both.Lake.Rows} and {both.Lake.Rejected}")),
        ];
    }
}
