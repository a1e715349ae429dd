using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RecoMart.Storage.Lake;

/// <summary>The JSON files of the lake: snake case, indented, as people read them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    // A null where none belongs is an error when it is read, not where it is used.
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LakeMetadata))]
[JsonSerializable(typeof(LakeCommit))]
[JsonSerializable(typeof(Ledger))]
internal sealed partial class StorageJson : JsonSerializerContext
{
    /// <summary>The context with characters beyond ASCII and quotes written as they are, since no page embeds these files.</summary>
    public static StorageJson Readable => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
