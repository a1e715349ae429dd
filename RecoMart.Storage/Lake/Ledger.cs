using System.Text.Json;

namespace RecoMart.Storage.Lake;

/// <summary>
/// Which files of a source the lake has the rows of, as <c>ledger/{source}.json</c>. It is published together with the rows, so it is right about them
/// whatever happens, and by it a later run knows what is new.
/// </summary>
public sealed record Ledger
{
    private const int CurrentVersion = 1;

    /// <summary>The version of this format.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The source's name.</summary>
    public required string Source { get; init; }

    /// <summary>The files, in the order in which they were first read. Of staging files made anew there may be several of one name, the last of which is there.</summary>
    public required IReadOnlyList<LedgerFile> Files { get; init; }

    /// <summary>Where a source's ledger is.</summary>
    /// <param name="source">The source's name.</param>
    /// <returns>The path, relative to the lake's base, with forward slashes.</returns>
    public static string PathOf(string source) => $"ledger/{source}.json";

    internal static Ledger Parse(string path, byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StorageJson.Readable.Ledger) switch
            {
                null => throw new JsonException("It is null."),
                { Version: not CurrentVersion and var version } => throw new InvalidDataException(
                    $"{path} has the version {version}, and this RecoMart knows {CurrentVersion}: another version wrote it. Use that one, or ingest as a snapshot to write it anew."),
                var ledger => ledger,
            };
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{path} can't be read: {exception.Message} Put back a copy of it, or ingest as a snapshot to write it anew.", exception);
        }
    }

}
