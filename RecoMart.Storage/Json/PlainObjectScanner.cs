using System.Runtime.CompilerServices;
using System.Text;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Json;

/// <summary>
/// Reads objects as programs write them, in one pass: known names, numbers, texts without escapes, booleans and nulls, each name once.
/// Of anything else it takes nothing, and the general reader has the object; so whatever it takes must be what that one would make of it.
/// <code>
/// text      {"item_id": 100, "price": 29.76, "brand": "Lantern Press"}
/// starts    item_id 12 | price 26 | brand 42          (lengths beside; a null has -1)
/// </code>
/// </summary>
internal sealed class PlainObjectScanner(SourceContract contract)
{
    /// <summary>What <see cref="Scan"/> says where it takes nothing.</summary>
    public const int NotTaken = -1;

    private const int NullLength = -1;

    private readonly byte[][] _names = [.. contract.Fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
    private readonly int[] _starts = new int[contract.Fields.Count];
    private readonly int[] _lengths = new int[contract.Fields.Count];
    private ulong _seen;

    /// <summary>Finds the cells of the object that the text begins with.</summary>
    /// <param name="text">The text, from the opening brace on; it may end anywhere.</param>
    /// <returns>The length of the object, or <see cref="NotTaken"/>.</returns>
    public int Scan(ReadOnlySpan<byte> text)
    {
        _seen = 0;
        var expected = 0;
        var at = SkipSpace(text, 1);
        while (true)
        {
            var field = TakeName(text, ref at, expected);
            if (field < 0 || (_seen & (1UL << field)) != 0)
                return NotTaken;
            _seen |= 1UL << field;
            expected = field + 1;
            if (!TakeValue(text, ref at, field))
                return NotTaken;
            at = SkipSpace(text, at);
            if ((uint)at >= (uint)text.Length)
                return NotTaken;
            if (text[at] == '}')
                return at + 1;
            if (text[at] != ',')
                return NotTaken;
            at = SkipSpace(text, at + 1);
        }
    }

    /// <summary>Adds the cells that <see cref="Scan"/> has found to the columns.</summary>
    /// <param name="text">The same text.</param>
    /// <param name="columns">The columns, in the contract's order.</param>
    /// <returns>Whether every required field has a value that its rules allow.</returns>
    public bool Append(ReadOnlySpan<byte> text, Column[] columns)
    {
        var isAccepted = true;
        for (var field = 0; field < columns.Length; field++)
        {
            var column = columns[field];
            if ((_seen & (1UL << field)) == 0 || _lengths[field] == NullLength)
                column.AppendMissing(CellStatus.Null);
            else
                column.Append(text.Slice(_starts[field], _lengths[field]));
            if (column.Field.IsRequired)
                isAccepted &= column.LastIsAllowed;
        }
        return isAccepted;
    }

    // The name, the colon and the space around it. Objects mostly have their fields in one order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeName(ReadOnlySpan<byte> text, ref int at, int expected)
    {
        if ((uint)at >= (uint)text.Length || text[at] != '"')
            return -1;
        var rest = text[(at + 1)..];
        var field = expected < _names.Length && Is(rest, _names[expected]) ? expected : FindField(rest);
        if (field < 0)
            return -1;
        at = SkipSpace(text, at + _names[field].Length + 2);
        if ((uint)at >= (uint)text.Length || text[at] != ':')
            return -1;
        at = SkipSpace(text, at + 1);
        return field;
    }

    private int FindField(ReadOnlySpan<byte> text)
    {
        for (var field = 0; field < _names.Length; field++)
        {
            if (Is(text, _names[field]))
                return field;
        }
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TakeValue(ReadOnlySpan<byte> text, ref int at, int field)
    {
        if ((uint)at >= (uint)text.Length)
            return false;
        var start = at;
        switch (text[at])
        {
            case (byte)'"':
                at = SkipPlainText(text, at + 1);
                (_starts[field], _lengths[field]) = (start + 1, at - start - 1);
                return (uint)at < (uint)text.Length && text[at++] == '"';
            case (byte)'t':
                at += "true".Length;
                (_starts[field], _lengths[field]) = (start, at - start);
                return text[start..].StartsWith("true"u8);
            case (byte)'f':
                at += "false".Length;
                (_starts[field], _lengths[field]) = (start, at - start);
                return text[start..].StartsWith("false"u8);
            case (byte)'n':
                at += "null".Length;
                _lengths[field] = NullLength;
                return text[start..].StartsWith("null"u8);
            default:
                at = SkipNumber(text, at);
                (_starts[field], _lengths[field]) = (start, at - start);
                return at > start;
        }
    }

    // Whoever writes a backslash or a control character has more to say than is understood here. Texts are short: a search by vectors would
    // take longer to begin than this takes to end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipPlainText(ReadOnlySpan<byte> text, int at)
    {
        while ((uint)at < (uint)text.Length && text[at] >= ' ' && text[at] != '"' && text[at] != '\\')
            at++;
        return at;
    }

    // Digits without a zero in front of others, and a fraction; what has an exponent is left to the general reader. Returns where it
    // began if there is no such number, or if it could go on where the text ends.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipNumber(ReadOnlySpan<byte> text, int start)
    {
        var at = start;
        if (text[at] == '-')
            at++;
        var digits = SkipDigits(text, at);
        if (digits == at || (digits > at + 1 && text[at] == '0'))
            return start;
        at = digits;
        if ((uint)at < (uint)text.Length && text[at] == '.')
        {
            digits = SkipDigits(text, at + 1);
            if (digits == at + 1)
                return start;
            at = digits;
        }
        return (uint)at < (uint)text.Length && text[at] is (byte)',' or (byte)'}' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' ? at : start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipDigits(ReadOnlySpan<byte> text, int at)
    {
        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
            at++;
        return at;
    }

    /// <summary>Where the space that JSON allows between its signs ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while ((uint)at < (uint)text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            at++;
        return at;
    }

    private static bool Is(ReadOnlySpan<byte> text, byte[] name) =>
        text.Length > name.Length && text[name.Length] == '"' && text.StartsWith(name);
}
