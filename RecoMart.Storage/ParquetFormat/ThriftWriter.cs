using System.Buffers;
using System.Text;

namespace RecoMart.Storage.ParquetFormat;

/// <summary>
/// Writes structures in Thrift's compact protocol, which Parquet's headers and footer are in. A field's number is written as the difference to
/// the one before it in the same structure.
/// </summary>
/// <param name="output">Where to.</param>
internal sealed class ThriftWriter(ArrayBufferWriter<byte> output)
{
    private const byte True = 1;
    private const byte False = 2;
    private const byte Int32 = 5;
    private const byte Int64 = 6;
    private const byte Binary = 8;
    private const byte List = 9;
    private const byte Struct = 12;

    private readonly Stack<int> _outer = new();
    private int _last;

    /// <summary>Writes a boolean field.</summary>
    public void Field(int number, bool value) => Head(number, value ? True : False);

    /// <summary>Writes a 32-bit field; enumerations are such.</summary>
    public void Field(int number, int value)
    {
        Head(number, Int32);
        Varint.WriteZigZag(output, value);
    }

    /// <summary>Writes a 64-bit field.</summary>
    public void Field(int number, long value)
    {
        Head(number, Int64);
        Varint.WriteZigZag(output, value);
    }

    /// <summary>Writes a text field.</summary>
    public void Field(int number, string value) => Field(number, Encoding.UTF8.GetBytes(value));

    /// <summary>Writes a field of bytes.</summary>
    public void Field(int number, ReadOnlySpan<byte> value)
    {
        Head(number, Binary);
        Bytes(value);
    }

    /// <summary>Writes a field that is a structure.</summary>
    public void Field(int number, Action content)
    {
        Head(number, Struct);
        Structure(content);
    }

    /// <summary>Writes a field that is a list of enumeration values.</summary>
    public void Field(int number, params ReadOnlySpan<int> values)
    {
        ListHead(number, values.Length, Int32);
        foreach (var value in values)
            Varint.WriteZigZag(output, value);
    }

    /// <summary>Writes a field that is a list of one text.</summary>
    public void FieldOfOneText(int number, string value)
    {
        ListHead(number, 1, Binary);
        Bytes(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Writes a field that is a list of structures.</summary>
    public void Field<T>(int number, IReadOnlyCollection<T> items, Action<T> content)
    {
        ListHead(number, items.Count, Struct);
        foreach (var item in items)
            Structure(() => content(item));
    }

    /// <summary>Writes a structure: the outermost one, or an element of a list.</summary>
    public void Structure(Action content)
    {
        _outer.Push(_last);
        _last = 0;
        content();
        output.Write([(byte)0]);
        _last = _outer.Pop();
    }

    private void Head(int number, byte type)
    {
        output.Write([(byte)(((number - _last) << 4) | type)]);
        _last = number;
    }

    private void ListHead(int number, int count, byte type)
    {
        const int shortCounts = 15;
        Head(number, List);
        if (count < shortCounts)
        {
            output.Write([(byte)((count << 4) | type)]);
            return;
        }
        output.Write([(byte)(0xF0 | type)]);
        Varint.Write(output, (ulong)count);
    }

    private void Bytes(ReadOnlySpan<byte> value)
    {
        Varint.Write(output, (ulong)value.Length);
        output.Write(value);
    }
}
