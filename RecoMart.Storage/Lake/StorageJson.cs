using System.Buffers;
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

    /// <summary>A partition's metadata as a file's content.</summary>
    public static byte[] Write(LakeMetadata metadata) => Write(metadata, Readable.LakeMetadataSerializeHandler);

    /// <summary>A ledger as a file's content.</summary>
    public static byte[] Write(Ledger ledger) => Write(ledger, Readable.LedgerSerializeHandler);

    /// <summary>A commit's renames as a file's content.</summary>
    public static byte[] Write(LakeCommit commit) => Write(commit, Readable.LakeCommitSerializeHandler);

    // By the generated code alone: the serializer would first describe all types to itself, as it needs them for reading, which is more
    // work than a run has with a few small files.
    private static byte[] Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var content = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = Readable.Options.WriteIndented, Encoder = Readable.Options.Encoder };
        using (var writer = new Utf8JsonWriter(content, options))
            write(writer, value);
        return content.WrittenSpan.ToArray();
    }
}
