using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RecoMart.Api.Endpoints;
using RecoMart.Api.Internal;
using RecoMart.Api.Problems;

namespace RecoMart.Api;

/// <summary>The JSON of requests and answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(TransactionRequest))]
[JsonSerializable(typeof(IReadOnlyList<UserRequest>))]
[JsonSerializable(typeof(IReadOnlyList<TransactionRequest>))]
[JsonSerializable(typeof(AcceptedAnswer))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(StagedAnswer))]
[JsonSerializable(typeof(StagedBatchAnswer))]
[JsonSerializable(typeof(ApiProblem))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Escapes what JSON asks for and no more: the answers are read by people too, and by no HTML parser.</summary>
    public static ApiJson Readable => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
