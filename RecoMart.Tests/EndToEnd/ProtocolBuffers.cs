using System.Buffers.Binary;
using System.Text;

namespace RecoMart.Tests.EndToEnd;

/// <summary>Reads what the tests want to know of messages of Protocol Buffers.</summary>
internal static class ProtocolBuffers
{
    /// <summary>The length-delimited fields of a number.</summary>
    public static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message.Span, ref at);
            var length = (tag & 7) switch
            {
                0 => Skipped(message.Span, at),
                1 => sizeof(ulong),
                5 => sizeof(uint),
                _ => (int)Varint(message.Span, ref at),
            };
            if (tag >> 3 == (ulong)number && (tag & 7) == 2)
                found.Add(message.Slice(at, length));
            at += length;
        }
        return found;
    }

    /// <summary>A text; empty where there is none.</summary>
    public static string Text(ReadOnlyMemory<byte> message, int number) =>
        Encoding.UTF8.GetString(Fields(message, number).SingleOrDefault().Span);

    /// <summary>Packed doubles.</summary>
    public static IReadOnlyList<double> Doubles(ReadOnlyMemory<byte> message, int number)
    {
        var packed = Fields(message, number).SingleOrDefault();
        return [.. Enumerable.Range(0, packed.Length / sizeof(double)).Select(i => BinaryPrimitives.ReadDoubleLittleEndian(packed.Span[(i * sizeof(double))..]))];
    }

    private static int Skipped(ReadOnlySpan<byte> message, int at)
    {
        var end = at;
        Varint(message, ref end);
        return end - at;
    }

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
