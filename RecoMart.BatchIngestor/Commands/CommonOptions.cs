using System.CommandLine;

namespace RecoMart.BatchIngestor.Commands;

/// <summary>The flags that every command takes. Each setting's flag has the setting's key with dashes.</summary>
internal static class CommonOptions
{
    /// <summary>The name of <see cref="Json"/>.</summary>
    public const string JsonName = "--json";

    /// <summary>Machine-readable output.</summary>
    public static Option<bool> Json { get; } = new(JsonName)
    {
        Description = "Print the result as JSON on standard output, and logs on standard error.",
        Recursive = true,
    };

    /// <summary>The flags that are settings, by key.</summary>
    public static IReadOnlyDictionary<string, Option<string>> Settings { get; } = new Dictionary<string, Option<string>>
    {
        ["data_dir"] = Setting("--data-dir", "folder", "The folder with the source files. Default: data"),
        ["storage_base"] = Setting("--storage-base", "folder", "The base folder of the data lake. Default: storage"),
        ["products_file"] = Setting("--products-file", "file", "The products file: a name in the data folder, or a path. Default: products.json"),
        ["date"] = Setting("--date", "YYYY-MM-DD", "The ingestion date (UTC). Default: today to ingest, all dates to look at"),
    };

    private static Option<string> Setting(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, Recursive = true };
}
