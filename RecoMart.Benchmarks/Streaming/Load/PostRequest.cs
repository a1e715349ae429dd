using System.Globalization;
using System.Text;

namespace RecoMart.Benchmarks.Streaming.Load;

/// <summary>A request in the bytes that go over the wire, and what the answer must contain.</summary>
internal sealed record PostRequest(byte[] Bytes, byte[] Answer)
{
    private static readonly string[] s_modes = ["view", "view", "view", "add_to_cart", "purchase"];

    /// <summary>The transaction of a user, to <c>/transactions</c>.</summary>
    public static PostRequest One(long user) =>
        new(Post("/transactions", Event(user, 0)), Encoding.UTF8.GetBytes(Invariant($$"""{"status":"accepted","user_id":{{user}}}""")));

    /// <summary>Many transactions, as an array to <c>/transactions/batch</c>.</summary>
    public static PostRequest Many(long firstUser, int count)
    {
        var events = Enumerable.Range(0, count).Select(i => Event(firstUser + (i % 1000), i));
        return new PostRequest(
            Post("/transactions/batch", $"[{string.Join(',', events)}]"),
            Encoding.UTF8.GetBytes(Invariant($$"""{"accepted":{{count}},"rejected":0,""")));
    }

    // With a time, as a client sends it that gathers events before it posts them.
    private static string Event(long user, int i) => Invariant(
        $$"""{"user_id":{{user}},"item_id":{{100 + (i % 5000)}},"view_mode":"{{s_modes[i % s_modes.Length]}}","rating":{{1 + (i % 5)}},"timestamp":"2026-01-27T10:30:{{i % 60:D2}}.{{i % 1000:D3}}"}""");

    private static byte[] Post(string path, string body) => Encoding.UTF8.GetBytes(Invariant(
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
