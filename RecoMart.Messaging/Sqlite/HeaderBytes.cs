using System.Buffers.Binary;
using System.Text;

namespace RecoMart.Messaging.Sqlite;

/// <summary>
/// Headers as one column: for each of them the length of its name and of its value (32 bits each, little endian), then the name in
/// UTF-8 and the value.
/// </summary>
internal static class HeaderBytes
{
    private const int Lengths = 2 * sizeof(int);

    public static ReadOnlyMemory<byte>? Encode(IReadOnlyList<EventHeader> headers)
    {
        if (headers.Count == 0)
            return null;
        var size = 0;
        foreach (var header in headers)
            size += Lengths + Encoding.UTF8.GetByteCount(header.Name) + header.Value.Length;
        var bytes = new byte[size];
        var rest = bytes.AsSpan();
        foreach (var header in headers)
        {
            var name = Encoding.UTF8.GetBytes(header.Name, rest[Lengths..]);
            BinaryPrimitives.WriteInt32LittleEndian(rest, name);
            BinaryPrimitives.WriteInt32LittleEndian(rest[sizeof(int)..], header.Value.Length);
            header.Value.Span.CopyTo(rest[(Lengths + name)..]);
            rest = rest[(Lengths + name + header.Value.Length)..];
        }
        return bytes;
    }

    public static IReadOnlyList<EventHeader> Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return [];
        var headers = new List<EventHeader>();
        while (!bytes.IsEmpty)
        {
            var name = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            var value = BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(int)..]);
            bytes = bytes[Lengths..];
            headers.Add(new EventHeader(Encoding.UTF8.GetString(bytes[..name]), bytes.Slice(name, value).ToArray()));
            bytes = bytes[(name + value)..];
        }
        return headers;
    }
}
