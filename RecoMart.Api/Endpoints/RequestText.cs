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
    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly byte[] _buffer;
    private readonly int _length;

    private RequestText(byte[] buffer, int length) => (_buffer, _length) = (buffer, length);

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
    /// <exception cref="ProblemException">It is something else (415), or larger (413).</exception>
    public static async Task<RequestText> ReadAsync(HttpContext context, int limit, params string[] mediaTypes)
    {
        if (!IsOneOf(context.Request.ContentType, mediaTypes))
            throw ProblemException.WrongMediaType(mediaTypes[0]);
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
                    buffer = Grow(buffer);
            }
            return new RequestText(buffer, length);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw TooLarge(limit);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static bool IsOneOf(string? contentType, string[] mediaTypes) =>
        MediaTypeHeaderValue.TryParse(contentType, out var given)
        && mediaTypes.Any(type => given.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
        && (!given.Charset.HasValue || HeaderUtilities.RemoveQuotes(given.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static ProblemException TooLarge(int limit) => ProblemException.TooLarge(
        limit < 1 << 20
            ? string.Create(CultureInfo.InvariantCulture, $"{limit >> 10} KiB")
            : string.Create(CultureInfo.InvariantCulture, $"{limit >> 20} MiB"));
}
