namespace RecoMart.BatchIngestor.Transformations;

/// <summary>A table that was made.</summary>
/// <param name="Table">Its layer and name.</param>
/// <param name="Path">The full path of its file.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">The file's size.</param>
/// <param name="Md5">The file's MD5.</param>
/// <param name="Counts">What became of the rows that went in.</param>
/// <param name="DurationSeconds">How long it took, in seconds.</param>
public sealed record TableResult(
    string Table, string Path, long Rows, long Bytes, string Md5, IReadOnlyDictionary<string, long> Counts, double DurationSeconds);
