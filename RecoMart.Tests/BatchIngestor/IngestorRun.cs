using System.Text.Json.Nodes;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>A finished process of the batch ingestor.</summary>
internal sealed record IngestorRun(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as the one JSON document that it must be.</summary>
    public JsonNode Json => JsonNode.Parse(Output) ?? throw new InvalidOperationException("null");

    /// <summary>The log lines on standard output.</summary>
    public IReadOnlyList<string> Lines => Output.Split('\n');
}
