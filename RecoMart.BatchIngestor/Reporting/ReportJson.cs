using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>The JSON that <c>--json</c> prints: snake case, as in the lake's metadata.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(IngestReport))]
[JsonSerializable(typeof(LayerReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(CatalogReport))]
[JsonSerializable(typeof(QuarantineReports))]
[JsonSerializable(typeof(PruneReport))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static ReportJson Readable => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
