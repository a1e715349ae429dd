using System.Globalization;

namespace RecoMart.Api.Endpoints;

/// <summary>The event is in the event log, on disk.</summary>
/// <param name="Status">Always <c>accepted</c>.</param>
/// <param name="UserId">The user of the event.</param>
public sealed record AcceptedAnswer(string Status, long UserId)
{
    private const int MaxBytes = 64;

    // The answer of nearly every request: written without a serializer, and with its length, so that it goes out in one piece.
    internal static async ValueTask WriteAsync(HttpResponse response, long userId)
    {
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Format(response.BodyWriter.GetSpan(MaxBytes), userId);
        response.BodyWriter.Advance((int)response.ContentLength);
        await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
    }

    private static int Format(Span<byte> body, long userId)
    {
        var start = """{"status":"accepted","user_id":"""u8;
        start.CopyTo(body);
        userId.TryFormat(body[start.Length..], out var digits, provider: CultureInfo.InvariantCulture);
        body[start.Length + digits] = (byte)'}';
        return start.Length + digits + 1;
    }
}
