using System.Text.Json;
using System.Text.Json.Serialization;

namespace RecoMart.Storage.Lake;

/// <summary>The JSON files of the lake: snake case, indented, as people read them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LakeMetadata))]
[JsonSerializable(typeof(LakeCommit))]
internal sealed partial class StorageJson : JsonSerializerContext
{
    /// <summary>The context with characters beyond ASCII and quotes written as they are, since no page embeds these files.</summary>
    public static StorageJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
