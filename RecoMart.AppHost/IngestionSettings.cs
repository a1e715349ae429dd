using Microsoft.Extensions.Configuration;

namespace RecoMart.AppHost;

/// <summary>Where the data comes from and where the lake is: the batch ingestor's settings, made independent of its working directory.</summary>
/// <param name="DataDir">Absolute path of the directory with the source files.</param>
/// <param name="StorageBase">Absolute path of the data lake.</param>
/// <param name="ProductsFile">The products file, as the ingestor resolves it: in <paramref name="DataDir"/> unless absolute.</param>
/// <param name="LogsDir">Absolute path of the directory for log files; null: console only.</param>
internal sealed record IngestionSettings(string DataDir, string StorageBase, string ProductsFile, string? LogsDir)
{
    /// <summary>
    /// Reads <c>config.json</c> in <paramref name="root"/>, overridden by the environment variables <c>RECOMART_*</c>, overridden by the
    /// AppHost's own arguments (<c>--data_dir=…</c>). Relative paths are relative to <paramref name="root"/>.
    /// </summary>
    public static IngestionSettings Read(string root, string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(root, "config.json"), optional: true)
            .AddEnvironmentVariables("RECOMART_")
            .AddCommandLine(args)
            .Build();

        return new(
            DataDir: Path.GetFullPath(Value("data_dir") ?? "data", root),
            StorageBase: Path.GetFullPath(Value("storage_base") ?? "storage", root),
            ProductsFile: Value("products_file") ?? "products.json",
            LogsDir: Value("logs_dir") is { } logs ? Path.GetFullPath(logs, root) : null);

        string? Value(string key) => configuration[key] is { Length: > 0 } value ? value : null;
    }
}
