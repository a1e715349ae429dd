using Microsoft.Extensions.Logging;
using RecoMart.Storage;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Json;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>Products: the products file, as <c>products</c>.</summary>
public sealed class ProductDataIngestion(
    IngestSettings settings, DataLakeStorage lake, IngestProgress progress, TimeProvider time, ILogger<ProductDataIngestion> logger)
    : SourceIngestion(SourceContract.Products, settings, lake, progress, time, logger)
{
    private protected override IngestionSteps Steps { get; } = new(
        Discover: null,
        Validate: "Validate Source File",
        Read: "Read JSON",
        Merge: null,
        Parse: "Convert to DataFrame",
        Clean: "Validate Data",
        Store: "Store");

    private protected override string NothingFound => Directory.Exists(Settings.ProductsPath)
        ? $"the products file {Settings.ProductsPath} is a folder (setting products_file, or --products-file)"
        : NamedPipe.IsAt(Settings.ProductsPath)
        ? $"the products file {Settings.ProductsPath} is a pipe (setting products_file, or --products-file)"
        : $"the products file {Settings.ProductsPath} is not there (setting products_file, or --products-file)";

    // Whatever the file is called, it is all products.
    private protected override bool IsOneFile => true;

    private protected override IReadOnlyList<SourceFile> Discover() =>
        Path.Exists(Settings.ProductsPath) || new FileInfo(Settings.ProductsPath).LinkTarget is not null ? [new SourceFile(Settings.ProductsPath)] : [];

    private protected override ISourceReader Open(SourceFile file, CancellationToken cancellationToken) =>
        JsonSourceReader.Open(file.Path, Contract, file.Reading, cancellationToken);
}
