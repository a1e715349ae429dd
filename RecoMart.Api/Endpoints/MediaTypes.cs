namespace RecoMart.Api.Endpoints;

/// <summary>How bodies are declared.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";

    /// <summary>The names in use for a JSON text a line, most usual first.</summary>
    public static readonly string[] JsonLines = ["application/x-ndjson", "application/ndjson", "application/jsonl"];
}
