using System.Text.Json;
using System.Text.Json.Serialization;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>
/// What the prepared and the feature layer hold: <c>tables.json</c>, the one place that says so. <c>docs/features.md</c> is made from it, the
/// written files are checked against it, and a test holds the SQL to it.
/// </summary>
internal static class TableDefinitions
{
    /// <summary>The tables of a layer, in the order in which they are made.</summary>
    /// <param name="layer">The layer's name.</param>
    public static IReadOnlyList<TableDefinition> Of(string layer) => [.. Read().Where(table => table.Layer == layer)];

    /// <summary>All tables, in the order in which they are made.</summary>
    public static IReadOnlyList<TableDefinition> Read()
    {
        using var stream = SqlFiles.Open("tables.json");
        return JsonSerializer.Deserialize(stream, TableDefinitionsJson.Default.IReadOnlyListTableDefinition)
            ?? throw new JsonException("tables.json is null.");
    }
}

/// <summary>The form of <c>tables.json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(IReadOnlyList<TableDefinition>))]
internal sealed partial class TableDefinitionsJson : JsonSerializerContext;
