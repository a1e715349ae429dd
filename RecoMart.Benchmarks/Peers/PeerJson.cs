using System.Text.Json.Serialization;
using RecoMart.Api.Endpoints;

namespace RecoMart.Benchmarks.Peers;

/// <summary>The JSON of <see cref="MinimalApiPeer"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TransactionRequest))]
[JsonSerializable(typeof(AcceptedAnswer))]
internal sealed partial class PeerJson : JsonSerializerContext;
