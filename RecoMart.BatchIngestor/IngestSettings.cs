using System.Globalization;
using Microsoft.Extensions.Configuration;
using RecoMart.ServiceDefaults;

namespace RecoMart.BatchIngestor;

/// <summary>
/// Where data comes from and where it goes: the specification's <c>config.json</c> where there is one, then <c>RECOMART_…</c> environment
/// variables, then flags; the later wins.
/// </summary>
public sealed record IngestSettings
{
    /// <summary>The configuration keys, which are the keys of <c>config.json</c>.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["data_dir", "storage_base", "products_file", "logs_dir"];

    /// <summary>The folder of the source files.</summary>
    public required string DataDir { get; init; }

    /// <summary>The lake's base folder.</summary>
    public required string StorageBase { get; init; }

    /// <summary>The products file: a name in <see cref="DataDir"/>, or a full path.</summary>
    public required string ProductsFile { get; init; }

    /// <summary>The ingestion date that the command line asks for, or null.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>The full path of the products file.</summary>
    public string ProductsPath => Path.GetFullPath(Path.Combine(DataDir, ProductsFile));

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The configuration, with <see cref="Keys"/> and <c>date</c>.</param>
    /// <returns>The settings, paths made full.</returns>
    /// <exception cref="InvalidSettingException">A setting has no usable value.</exception>
    public static IngestSettings Read(IConfiguration configuration) => new()
    {
        DataDir = Folder(configuration, "data_dir", "data"),
        StorageBase = Folder(configuration, "storage_base", "storage"),
        ProductsFile = Text(configuration, "products_file", "products.json"),
        Date = ReadDate(configuration["date"]),
    };

    private static string Folder(IConfiguration configuration, string key, string otherwise)
    {
        var path = Path.GetFullPath(Text(configuration, key, otherwise));
        if (File.Exists(path))
            throw new InvalidSettingException($"The setting {key} is {path}, which is a file; name a folder, such as {otherwise}.");
        return path;
    }

    private static string Text(IConfiguration configuration, string key, string otherwise)
    {
        var value = configuration[key] ?? otherwise;
        if (value.Contains('\0', StringComparison.Ordinal))
            throw new InvalidSettingException($"The setting {key} is '{value}', which has a NUL character in it; give a path, such as {otherwise}.");
        if (string.IsNullOrWhiteSpace(value))
            throw new InvalidSettingException($"The setting {key} is empty; give a path, such as {otherwise}, or leave it out.");
        return value;
    }

    private static DateOnly? ReadDate(string? value)
    {
        if (value is null)
            return null;
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        throw new InvalidSettingException($"The setting date is '{value}', which is no date; write YYYY-MM-DD, such as 2026-01-27.");
    }
}
