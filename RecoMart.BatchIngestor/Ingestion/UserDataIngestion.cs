using Microsoft.Extensions.Logging;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>Users: every <c>*user*.csv</c> of the data folder, merged into <c>users_merged</c>.</summary>
public sealed class UserDataIngestion(
    IngestSettings settings, DataLakeStorage lake, IngestProgress progress, TimeProvider time, ILogger<UserDataIngestion> logger)
    : CsvIngestion("user", SourceContract.Users, settings, lake, progress, time, logger)
{
    private protected override IngestionSteps Steps { get; } = new(
        Discover: "Discover Source Files",
        Validate: "Validate Files",
        Read: "Read & Parse",
        Merge: "Merge Datasets",
        Parse: null,
        Clean: "Clean Data",
        Store: "Store");
}
