using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace RecoMart.AppHost;

/// <summary>
/// Where the data comes from, where the lake is, where events wait and how often is ingested: the services' settings, made independent of
/// their working directories.
/// </summary>
/// <param name="DataDir">Absolute path of the directory with the source files.</param>
/// <param name="StorageBase">Absolute path of the data lake.</param>
/// <param name="ProductsFile">The products file, as the ingestor resolves it: in <paramref name="DataDir"/> unless absolute.</param>
/// <param name="LogsDir">Absolute path of the directory for log files; null: console only.</param>
/// <param name="EventsDir">Absolute path of the directory of the embedded event log.</param>
/// <param name="IngestInterval">The time between two ingests; null: one at the start, and others when they are asked for.</param>
internal sealed record IngestionSettings(
    string DataDir, string StorageBase, string ProductsFile, string? LogsDir, string EventsDir, IngestInterval? IngestInterval)
{
    /// <summary>
    /// Reads <c>config.json</c> in <paramref name="root"/>, overridden by the environment variables <c>RECOMART_*</c>, overridden by the
    /// AppHost's own arguments (<c>--data_dir=…</c>). Relative paths are relative to <paramref name="root"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// <c>config.json</c> can't be read, or a setting has no usable value; the message says where and why.
    /// </exception>
    public static IngestionSettings Read(string root, string[] args)
    {
        var configuration = Load(Path.Combine(root, "config.json"), args);

        return new(
            DataDir: Path.GetFullPath(Value("data_dir") ?? "data", root),
            StorageBase: Path.GetFullPath(Value("storage_base") ?? "storage", root),
            ProductsFile: Value("products_file") ?? "products.json",
            LogsDir: Value("logs_dir") is { } logs ? Path.GetFullPath(logs, root) : null,
            EventsDir: Path.GetFullPath(Value("events_dir") ?? "events", root),
            IngestInterval: Value(IngestInterval.Setting) is { } interval ? IngestInterval.Parse(interval) : null);

        string? Value(string key)
        {
            if (configuration.GetSection(key).GetChildren().Any())
                throw new InvalidDataException($"The setting {key} is an object or an array; give a text, such as \"{key}\": \"{(key == IngestInterval.Setting ? "5m" : "folder")}\".");
            return configuration[key] is { Length: > 0 } value ? value : null;
        }
    }

    private static IConfigurationRoot Load(string file, string[] args)
    {
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(file, optional: true)
                .AddEnvironmentVariables("RECOMART_")
                .AddCommandLine(args)
                .Build();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // The outer messages only repeat the file's name; the innermost says what is wrong, and where, counted from 0.
            var cause = exception.GetBaseException();
            var place = cause is JsonException json ? $"line {json.LineNumber + 1}, column {json.BytePositionInLine + 1}: " : "";
            throw new InvalidDataException($"{file} can't be read: {place}{cause.Message.Split(" LineNumber:")[0]}", exception);
        }
    }
}
