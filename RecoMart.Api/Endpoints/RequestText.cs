using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using RecoMart.Api.Problems;

namespace RecoMart.Api.Endpoints;

/// <summary>A request's body, in memory as a whole, never more of it than the limit.</summary>
internal readonly struct RequestText : IDisposable
{
    private const int FirstBytes = 4096;
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);
    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly byte[] _buffer;
    private readonly int _length;
    private readonly BodyMemory? _memory;

    private RequestText(byte[] buffer, int length, BodyMemory? memory) => (_buffer, _length, _memory) = (buffer, length, memory);

    /// <summary>The text, without the byte order mark that some programs put before it.</summary>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            var bytes = _buffer.AsMemory(0, _length);
            return bytes.Span.StartsWith(s_byteOrderMark) ? bytes[s_byteOrderMark.Length..] : bytes;
        }
    }

    /// <summary>Reads the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="mediaTypes">What it may be, most usual first.</param>
    /// <param name="memory">Where its memory is to be had, when it may be large.</param>
    /// <exception cref="ProblemException">It is something else (415), or larger (413), or there is no memory for it now (503).</exception>
    public static async Task<RequestText> ReadAsync(HttpContext context, int limit, string[] mediaTypes, BodyMemory? memory = null)
    {
        if (!IsOneOf(context.Request.ContentType, mediaTypes))
            throw ProblemException.WrongMediaType(mediaTypes[0]);
        if (context.Request.Headers.ContentEncoding is [_, ..] encodings && !IsIdentity(encodings))
            throw ProblemException.Encoded();
        if (context.Request.ContentLength > limit)
            throw TooLarge(limit);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit;
        // The declared length is a claim: memory is taken as bytes come.
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
        var length = 0;
        try
        {
            while (await context.Request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted) is > 0 and var count)
            {
                length += count;
                if (length > limit)
                    throw TooLarge(limit);
                if (length == buffer.Length)
                    buffer = Grow(buffer, memory);
            }
            return new RequestText(buffer, length, memory);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            Return(buffer, memory);
            throw TooLarge(limit);
        }
        catch
        {
            Return(buffer, memory);
            throw;
        }
    }

    public void Dispose() => Return(_buffer, _memory);

    private static void Return(byte[] buffer, BodyMemory? memory)
    {
        memory?.GiveBack(buffer.Length - FirstBytes);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static byte[] Grow(byte[] buffer, BodyMemory? memory)
    {
        // All sizes are powers of two, which the pool has exactly.
        if (memory?.TryTake(buffer.Length) == false)
            throw ProblemException.Unavailable("There are too many large requests at this time.", s_retryAfter);
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static bool IsIdentity(IEnumerable<string?> encodings) =>
        encodings.All(encoding => "identity".Equals(encoding, StringComparison.OrdinalIgnoreCase));

    private static bool IsOneOf(string? contentType, string[] mediaTypes) =>
        MediaTypeHeaderValue.TryParse(contentType, out var given)
        && mediaTypes.Any(type => given.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
        && (!given.Charset.HasValue || HeaderUtilities.RemoveQuotes(given.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static ProblemException TooLarge(int limit) => ProblemException.TooLarge(
        limit < 1 << 20
            ? string.Create(CultureInfo.InvariantCulture, $"{limit >> 10} KiB")
            : string.Create(CultureInfo.InvariantCulture, $"{limit >> 20} MiB"));
}
