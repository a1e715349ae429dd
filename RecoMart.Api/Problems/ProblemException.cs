using System.Text.Json;
using RecoMart.Api.Endpoints;
using RecoMart.Api.Events;

namespace RecoMart.Api.Problems;

/// <summary>Ends a request with a problem.</summary>
internal sealed class ProblemException(int status, string title, string detail) : Exception(detail)
{
    private static readonly string[] s_forProgrammers = [" LineNumber:", " Expected the input to start with", " which is not supported in this mode"];

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

    public static ProblemException Encoded() => new(
        StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", "Send the body as it is: without the header Content-Encoding, not compressed.");

    public static ProblemException Unavailable(string reason, TimeSpan retryAfter) =>
        new(StatusCodes.Status503ServiceUnavailable, "Try again later", reason) { RetryAfter = retryAfter };

    /// <summary>The library's sentence without its own way of telling the place, and without its advice for programmers.</summary>
    public static string Explain(JsonException exception)
    {
        var message = exception.Message;
        foreach (var start in s_forProgrammers)
        {
            if (message.IndexOf(start, StringComparison.Ordinal) is >= 0 and var end)
                message = message[..end].TrimEnd('.') + ".";
        }
        return message;
    }

    private static TextPosition? PositionOf(JsonException exception) =>
        exception is { LineNumber: { } line, BytePositionInLine: { } at } ? new TextPosition(line + 1, at + 1) : null;
}
