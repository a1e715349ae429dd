using System.Text.Json;

namespace RecoMart.Consumer.Staging;

/// <summary>Reads what the API answers: <c>{"results":[{"status":"staged"},{"status":"rejected","reason":"…"}]}</c>, or a problem.</summary>
internal static class StagingResponse
{
    private const int MaxReasonLength = 1_000;

    /// <summary>The verdicts.</summary>
    /// <exception cref="JsonException">It is something else, or not about as many events as were asked about.</exception>
    public static async Task<IReadOnlyList<StagingVerdict>> ReadAsync(HttpContent content, int count, CancellationToken cancellationToken)
    {
        using var document = await JsonDocument.ParseAsync(
            await content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("results"u8, out var results)
            || results.ValueKind != JsonValueKind.Array
            || results.GetArrayLength() != count)
            throw new JsonException($"there are no {count} results in it");
        return [.. results.EnumerateArray().Select(Verdict)];
    }

    /// <summary>What a problem details answer says is wrong, or the status alone.</summary>
    public static async Task<string> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = $"it answered {(int)response.StatusCode} {response.ReasonPhrase}";
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json")
            return status;
        try
        {
            using var document = await JsonDocument.ParseAsync(
                await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            return (Text(document.RootElement, "detail"u8) ?? Text(document.RootElement, "title"u8)) is { } problem
                ? $"{status}: {Shorten(problem)}"
                : status;
        }
        catch (JsonException)
        {
            return status;
        }
    }

    private static StagingVerdict Verdict(JsonElement result) => Text(result, "status"u8) switch
    {
        "staged" or "duplicate" => StagingVerdict.Staged,
        "rejected" => new StagingVerdict(true, Shorten(Text(result, "reason"u8) ?? "the API gave no reason")),
        var status => throw new JsonException($"the status '{status}' is unknown"),
    };

    private static string? Text(JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string Shorten(string text) => text.Length <= MaxReasonLength ? text : text[..MaxReasonLength] + "…";
}
