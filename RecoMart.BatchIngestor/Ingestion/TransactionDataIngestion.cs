using Microsoft.Extensions.Logging;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>Transactions: every <c>*transaction*.csv</c> of the data folder, merged into <c>transactions_merged</c>.</summary>
public sealed class TransactionDataIngestion(
    IngestSettings settings, DataLakeStorage lake, IngestProgress progress, TimeProvider time, ILogger<TransactionDataIngestion> logger)
    : CsvIngestion("transaction", SourceContract.Transactions, settings, lake, progress, time, logger)
{
    private protected override IngestionSteps Steps { get; } = new(
        Discover: "Discover Files",
        Validate: "Validate Sources",
        Read: "Read & Merge",
        Merge: null,
        Parse: "Parse Timestamps",
        Clean: "Validate Data",
        Store: "Store");

    private protected override long CountParsed(RowBatch batch) => batch.Columns.Single(column => column.Field.Type == FieldType.Timestamp).Statuses.Count(CellStatus.Value);
}
