using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>The JSON that <c>--json</c> prints: snake case, as in the lake's metadata.</summary>
[JsonSerializable(typeof(IngestReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(CatalogReport))]
[JsonSerializable(typeof(QuarantineReports))]
[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static ReportJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
