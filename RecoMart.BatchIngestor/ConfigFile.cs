using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.ServiceDefaults;

namespace RecoMart.BatchIngestor;

/// <summary>The specification's <c>config.json</c>, read from the current folder where there is one.</summary>
internal static class ConfigFile
{
    private const string Name = "config.json";

    private static readonly string[] s_keys = [.. IngestSettings.Keys, .. TransformationSettings.Keys];

    // Keys that the specification's file has and no step reads, and those of the AppHost.
    private static readonly string[] s_unusedKeys = ["interactions_file", "users_file", "events_dir", "ingest_interval"];

    /// <summary>Adds the settings of the file that we know, and no others.</summary>
    /// <param name="configuration">Where to.</param>
    /// <param name="warnings">Told of keys that are nothing to us.</param>
    /// <exception cref="InvalidSettingException">The file can't be read, or is no JSON object with texts.</exception>
    public static void AddConfigFile(this IConfigurationBuilder configuration, TextWriter warnings)
    {
        var path = Path.GetFullPath(Name);
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
            return;
        var keys = Read(path).GetChildren().ToList();
        var unknown = keys.Select(child => child.Key).Except([.. s_keys, .. s_unusedKeys], StringComparer.OrdinalIgnoreCase).ToList();
        if (unknown.Count > 0)
        {
            warnings.WriteLine(PlainText.Escape(
                $"warning: {path}: unknown settings: {string.Join(", ", unknown)} (known: {string.Join(", ", s_keys)})"));
        }
        var known = keys.Where(child => s_keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)).ToList();
        if (known.Find(child => child.GetChildren().Any()) is { } nested)
            throw new InvalidSettingException($"{path}: {nested.Key} is an object or an array; give a text or a number, such as \"data_dir\": \"folder\".");
        configuration.AddInMemoryCollection(known.Where(child => child.Value is not null).Select(child => KeyValuePair.Create(child.Key, child.Value)));
    }

    private static IConfigurationRoot Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return new ConfigurationBuilder().AddJsonStream(file).Build();
        }
        catch (Exception exception) when (exception is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidSettingException($"{path} can't be read: {Explain(exception)}", exception);
        }
    }

    private static string Explain(Exception exception)
    {
        if ((exception as JsonException ?? exception.InnerException as JsonException) is not { LineNumber: { } line } json)
            return exception.Message;
        // The framework's message ends with the place, counted from 0.
        var place = json.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture,
            $"line {line + 1}, column {json.BytePositionInLine + 1}: {(place < 0 ? json.Message : json.Message[..place])}");
    }
}
