using System.Text.Json;
using RecoMart.Api.Endpoints;
using RecoMart.Api.Events;

namespace RecoMart.Api.Problems;

/// <summary>Ends a request with a problem.</summary>
internal sealed class ProblemException(int status, string title, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Title { get; } = title;

    public TextPosition? Position { get; init; }

    public IReadOnlyList<FieldError>? Errors { get; init; }

    public IReadOnlyList<BatchItem>? Items { get; init; }

    /// <summary>When to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static ProblemException Malformed(JsonException exception) =>
        new(StatusCodes.Status400BadRequest, "Malformed JSON", Explain(exception)) { Position = PositionOf(exception) };

    public static ProblemException RulesBroken(IReadOnlyList<FieldError> errors, string reason) =>
        new(StatusCodes.Status422UnprocessableEntity, "Rules broken", reason) { Errors = errors };

    public static ProblemException TooLarge(string limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "Too large", $"The request is larger than the limit of {limit}.");

    public static ProblemException WrongMediaType(string expected) =>
        new(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", $"Send the header Content-Type: {expected}, and UTF-8 text.");

    public static ProblemException Unavailable(string reason, TimeSpan retryAfter) =>
        new(StatusCodes.Status503ServiceUnavailable, "Try again later", reason) { RetryAfter = retryAfter };

    /// <summary>The library's sentence without its own way of telling the place.</summary>
    public static string Explain(JsonException exception)
    {
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[..end];
    }

    private static TextPosition? PositionOf(JsonException exception) =>
        exception is { LineNumber: { } line, BytePositionInLine: { } at } ? new TextPosition(line + 1, at + 1) : null;
}
