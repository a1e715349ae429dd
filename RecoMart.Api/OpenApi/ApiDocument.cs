using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using RecoMart.Api.Endpoints;
using RecoMart.Storage.Contract;

namespace RecoMart.Api.OpenApi;

/// <summary>The OpenAPI document: the endpoints' own metadata, with the contract's rules and an example for every answer.</summary>
internal static class ApiDocument
{
    private static readonly Dictionary<Type, SourceContract> s_contracts = new()
    {
        [typeof(UserRequest)] = SourceContract.Users,
        [typeof(TransactionRequest)] = SourceContract.Transactions,
    };

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (s_contracts.TryGetValue(context.JsonTypeInfo.Type, out var contract))
                AddRules(schema, contract);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            AddExamples(operation, context.Description.RelativePath ?? "");
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "RecoMart ingestion API",
                Version = "1",
                Description = "Takes users and transactions. An answer of 201 means that the event is on disk and will be in the data lake.",
            };
            document.Paths.Add("/health", HealthPath());
            return Task.CompletedTask;
        });
    });

    private static void AddRules(OpenApiSchema schema, SourceContract contract)
    {
        foreach (var field in contract.Fields)
        {
            if (schema.Properties is null || !schema.Properties.TryGetValue(field.Name, out var found) || found is not OpenApiSchema property)
                continue;
            if (field.AllowedValues.Count > 0)
                property.Enum = [.. field.AllowedValues.Select(value => (JsonNode)JsonValue.Create(value))];
            if (field.Minimum != long.MinValue)
                property.Minimum = field.Minimum.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (field.Maximum != long.MaxValue)
                property.Maximum = field.Maximum.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (field.Type == FieldType.Timestamp)
                property.Format = "date-time";
        }
    }

    private static void AddExamples(OpenApiOperation operation, string path)
    {
        var isUsers = path.StartsWith("users", StringComparison.Ordinal);
        var isBatch = path.EndsWith("/batch", StringComparison.Ordinal);
        var request = isUsers ? Examples.User : Examples.Transaction;
        foreach (var (type, content) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            // For a tool it is text: what is in the lines OpenAPI 3.1 has no word for.
            if (MediaTypes.JsonLines.Contains(type))
                content.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A JSON object a line." };
            content.Example = (isBatch, type) switch
            {
                (false, _) => JsonNode.Parse(request),
                (true, "application/json") => JsonNode.Parse($"[{request}, {request}]"),
                _ => JsonValue.Create($"{request}\n{request}\n"),
            };
        }
        foreach (var (status, answer) in operation.Responses ?? [])
        {
            answer.Description = Examples.Describe(status);
            foreach (var content in answer.Content?.Values ?? [])
                content.Example = JsonNode.Parse(Examples.Answer(status, isBatch));
        }
    }

    private static OpenApiPathItem HealthPath() => new()
    {
        Operations = new Dictionary<HttpMethod, OpenApiOperation>
        {
            [HttpMethod.Get] = new()
            {
                OperationId = "GetHealth",
                Summary = "Whether events can be taken.",
                Responses = new OpenApiResponses
                {
                    ["200"] = Health("The event log is in reach.", """{"status":"healthy"}"""),
                    ["503"] = Health("It is not.", """{"status":"unhealthy","checks":{"event-log":"no broker answers"}}"""),
                },
            },
        },
    };

    private static OpenApiResponse Health(string description, string example) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Example = JsonNode.Parse(example) } },
    };
}
