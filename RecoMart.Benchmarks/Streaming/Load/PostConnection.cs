using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RecoMart.Benchmarks.Streaming.Load;

/// <summary>
/// A client that posts over one connection, kept alive. It reads of HTTP what it must, since it takes its time from the server: the status
/// line, and how long the answer is.
/// </summary>
internal sealed class PostConnection : IDisposable
{
    private const int Created = 201;

    // One answer a request, and no line break in any body: so these bytes are an answer's last, and nothing else's.
    private static readonly byte[] s_endOfChunks = "\r\n0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[4096];

    public Task ConnectAsync(int port) => _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>Posts, and reads the answer.</summary>
    /// <exception cref="InvalidDataException">It is not 201, or does not say what it should.</exception>
    public async ValueTask PostAsync(PostRequest request)
    {
        for (var sent = 0; sent < request.Bytes.Length;)
            sent += await _socket.SendAsync(request.Bytes.AsMemory(sent));
        var length = 0;
        do
        {
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, _buffer.Length * 2);
            var count = await _socket.ReceiveAsync(_buffer.AsMemory(length));
            if (count == 0)
                throw new InvalidDataException("The server closed the connection.");
            length += count;
        }
        while (!IsWhole(_buffer.AsSpan(0, length)));
        Check(_buffer.AsSpan(0, length), request.Answer);
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var field = "\r\nContent-Length: "u8;
        var at = answer[..head].IndexOf(field);
        if (at < 0)
            return answer.EndsWith(s_endOfChunks);
        return Utf8Parser.TryParse(answer[(at + field.Length)..], out int length, out _) && answer.Length == head + 4 + length;
    }

    private static void Check(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> expected)
    {
        const int statusAt = 9; // behind "HTTP/1.1 "
        if (!Utf8Parser.TryParse(answer[statusAt..], out int status, out _) || status != Created || answer.IndexOf(expected) < 0)
            throw new InvalidDataException($"Expected {Created} with {Encoding.UTF8.GetString(expected)}, and the answer is:\n{Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 2000)])}");
    }
}
