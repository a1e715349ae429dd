using System.Text.Json;
using System.Text.Json.Serialization;

namespace RecoMart.ServiceDefaults;

/// <summary>What a health endpoint answers.</summary>
/// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="Checks">Why each check failed that did, by its name; null where the service is healthy.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string>? Checks);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
