using Microsoft.Extensions.Logging;
using RecoMart.Storage;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;
using RecoMart.Storage.Lake;
using RecoMart.Storage.Staging;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>Ingests a source that comes as CSV files: those directly in the data folder whose name contains the source's word.</summary>
public abstract class CsvIngestion : SourceIngestion
{
    private readonly string _word;

    private protected CsvIngestion(
        string word, SourceContract contract, IngestSettings settings, DataLakeStorage lake, IngestProgress progress, TimeProvider time, ILogger logger)
        : base(contract, settings, lake, progress, time, logger) => _word = word;

    private protected override string NothingFound => Directory.Exists(Settings.DataDir)
        ? $"no {Contract.Name} file: no *.csv in {Settings.DataDir} with '{_word}' in its name has the columns "
            + string.Join(", ", Contract.Fields.Where(column => !column.ColumnIsOptional).Select(column => column.Name))
        : $"the data folder {Settings.DataDir} is not there";

    private protected override IReadOnlyList<SourceFile> Discover()
    {
        if (!Directory.Exists(Settings.DataDir))
            return [];
        var options = new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive, AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false };
        // Before the files are listed: what the API seals meanwhile would else be missed, or read twice.
        var staging = StagingSnapshot.Take(Settings.DataDir, Contract);
        return
        [
            .. staging.Correct(Directory.EnumerateFileSystemEntries(Settings.DataDir, $"*{_word}*.csv", options))
                .Order(StringComparer.Ordinal)
                .Select(path => staging.Covers(path)
                    ? new SourceFile(path) { Staging = staging, Part = staging.Part }
                    : new SourceFile(path) { Part = staging.PartOf(path) }),
        ];
    }

    private protected override ISourceReader Open(SourceFile file, CancellationToken cancellationToken)
    {
        if (file.Staging is null)
            return CsvSourceReader.Open(file.Path, Contract, file.Reading, cancellationToken);
        (var reader, file.Path) = file.Staging.Open(file.Reading, cancellationToken);
        return reader;
    }
}
