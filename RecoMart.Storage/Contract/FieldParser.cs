using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace RecoMart.Storage.Contract;

/// <summary>
/// Reads cells: UTF-8 text in, a value and a <see cref="CellStatus"/> out, by the field contract's table of accepted texts. No
/// method allocates; outer ASCII white space is always ignored.
/// </summary>
public static class FieldParser
{
    private static readonly double[] s_powersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private const long SecondsPerDay = 86_400;
    private const long MicrosPerSecond = 1_000_000;
    private const long DaysToUnixEpoch = 719_468;
    private const long MinTimestamp = -62_135_596_800 * MicrosPerSecond;
    private const long MaxTimestamp = (253_402_300_800 * MicrosPerSecond) - 1;

    /// <summary>Removes ASCII white space around a cell.</summary>
    /// <param name="cell">The cell's bytes.</param>
    /// <returns>The part without outer spaces, tabs and line breaks.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        if (cell.Length == 0 || (cell[0] > ' ' && cell[^1] > ' '))
            return cell;
        return TrimSpaces(cell);
    }

    /// <summary>Whether a trimmed cell means null: empty, or one of the words pandas reads so.</summary>
    /// <param name="text">The trimmed cell.</param>
    /// <returns>True for null.</returns>
    public static bool IsNull(ReadOnlySpan<byte> text) => text.Length switch
    {
        0 => true,
        2 => text.SequenceEqual("NA"u8),
        3 => text.SequenceEqual("NaN"u8) || text.SequenceEqual("nan"u8) || text.SequenceEqual("N/A"u8) || text.SequenceEqual("n/a"u8),
        4 => text.SequenceEqual("None"u8) || text.SequenceEqual("NULL"u8) || text.SequenceEqual("null"u8)
            || text.SequenceEqual("<NA>"u8) || text.SequenceEqual("#N/A"u8),
        _ => false,
    };

    /// <summary>Reads an integer: an optional sign, digits, and optionally a fraction of zeros (<c>17850.0</c>).</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="value">The integer, 0 when there is none.</param>
    /// <returns>What the cell came to.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CellStatus ParseInt64(ReadOnlySpan<byte> cell, out long value)
    {
        // Nearly every cell is a few digits and nothing else.
        if (cell.Length is > 0 and <= 18)
        {
            long sum = 0;
            foreach (var b in cell)
            {
                var digit = (uint)(b - '0');
                if (digit > 9)
                    return ParseInt64Slowly(cell, out value);
                sum = (sum * 10) + digit;
            }
            value = sum;
            return CellStatus.Value;
        }
        return ParseInt64Slowly(cell, out value);
    }

    /// <summary>Reads a cell of one to eight digits and nothing else, eight bytes at a time.</summary>
    /// <param name="text">The text, with eight bytes or more before the cell.</param>
    /// <param name="start">Where the cell starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="value">The integer.</param>
    /// <returns>False for every other cell.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryParseDigits(ReadOnlySpan<byte> text, int start, int end, out int value)
    {
        value = 0;
        var length = end - start;
        if ((uint)(length - 1) >= sizeof(ulong))
            return false;
        // The first character in the lowest byte; what stands before the cell becomes zeros, as do the zero digits.
        var digits = BinaryPrimitives.ReadUInt64LittleEndian(text[(end - sizeof(ulong))..]) ^ 0x3030_3030_3030_3030;
        digits &= ulong.MaxValue << (64 - (length * 8));
        if (!AreDigits(digits))
            return false;
        digits = ((digits * 10) + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        digits = ((digits * 100) + (digits >> 16)) & 0x0000_FFFF_0000_FFFF;
        value = (int)(uint)((digits * 10_000) + (digits >> 32));
        return true;
    }

    /// <summary>Reads a 32-bit integer; see <see cref="ParseInt64"/>.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="value">The integer, 0 when there is none.</param>
    /// <returns>What the cell came to.</returns>
    public static CellStatus ParseInt32(ReadOnlySpan<byte> cell, out int value)
    {
        var status = ParseInt64(cell, out var wide);
        value = (int)wide;
        if (status != CellStatus.Value || value == wide)
            return status;
        value = 0;
        return CellStatus.IntegerOutOfRange;
    }

    /// <summary>Reads a finite number in the invariant culture: a point for the fraction, an exponent allowed, no group separators.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="value">The number, 0 when there is none.</param>
    /// <returns>What the cell came to.</returns>
    public static CellStatus ParseDouble(ReadOnlySpan<byte> cell, out double value)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (TryParsePlainDecimal(cell, out value))
            return CellStatus.Value;
        var text = Trim(cell);
        if (IsNull(text))
            return CellStatus.Null;
        // The framework's parser lets NUL characters trail a number.
        if (!text.Contains((byte)0) && double.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            value = number;
            return CellStatus.Value;
        }
        return CellStatus.NotANumber;
    }

    // Digits, and perhaps a point and more digits, fifteen at most: they are a whole number over a power of ten, both of which a double
    // holds exactly, and a quotient of two exact numbers is rounded as the framework's parser rounds.
    private static bool TryParsePlainDecimal(ReadOnlySpan<byte> cell, out double value)
    {
        const int maxDigits = 15;
        value = 0;
        if (cell.Length is 0 or > maxDigits + 1)
            return false;
        long digits = 0;
        var point = -1;
        for (var i = 0; i < cell.Length; i++)
        {
            var digit = (uint)(cell[i] - '0');
            if (digit <= 9)
                digits = (digits * 10) + digit;
            else if (cell[i] == '.' && point < 0)
                point = i;
            else
                return false;
        }
        if (point < 0 ? cell.Length > maxDigits : point == 0 || point == cell.Length - 1)
            return false;
        value = point < 0 ? digits : digits / s_powersOfTen[cell.Length - 1 - point];
        return true;
    }

    /// <summary>Reads a boolean: true, false, 1, 0, yes or no, in any case.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="value">The boolean, false when there is none.</param>
    /// <returns>What the cell came to.</returns>
    public static CellStatus ParseBoolean(ReadOnlySpan<byte> cell, out bool value)
    {
        value = cell.SequenceEqual("true"u8);
        if (value || cell.SequenceEqual("false"u8))
            return CellStatus.Value;
        var text = Trim(cell);
        if (IsNull(text))
            return CellStatus.Null;
        if (Is(text, "true") || Is(text, "1") || Is(text, "yes"))
        {
            value = true;
            return CellStatus.Value;
        }
        return Is(text, "false") || Is(text, "0") || Is(text, "no") ? CellStatus.Value : CellStatus.NotABoolean;

        static bool Is(ReadOnlySpan<byte> text, string word) => System.Text.Ascii.EqualsIgnoreCase(text, word);
    }

    /// <summary>
    /// Reads an ISO 8601 instant: <c>yyyy-MM-dd</c>, then optionally <c>T</c> or a space, <c>HH:mm[:ss[.f]]</c> with 1 to 7 fraction
    /// digits (the seventh is cut off), then optionally <c>Z</c> or an offset (<c>+hh:mm</c>, <c>+hhmm</c>, <c>+hh</c>). Without an offset
    /// it is UTC.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="micros">Microseconds since 1970-01-01T00:00:00Z, 0 when there is none.</param>
    /// <returns>What the cell came to.</returns>
    public static CellStatus ParseTimestamp(ReadOnlySpan<byte> cell, out long micros)
    {
        var text = Trim(cell);
        micros = 0;
        if (IsNull(text))
            return CellStatus.Null;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-')
            return CellStatus.NotATimestamp;
        var century = TwoDigits(text, 0);
        var yearOfCentury = TwoDigits(text, 2);
        var month = TwoDigits(text, 5);
        var day = TwoDigits(text, 8);
        if ((century | yearOfCentury) < 0 || month is < 1 or > 12)
            return CellStatus.NotATimestamp;
        var year = (century * 100) + yearOfCentury;
        if (year < 1 || day < 1 || (day > 28 && day > DateTime.DaysInMonth(year, month)))
            return CellStatus.NotATimestamp;

        var seconds = DaysSinceEpoch(year, month, day) * SecondsPerDay;
        if (text.Length > 10 && TryParsePlainTime(text[10..], out var time))
        {
            micros = (seconds * MicrosPerSecond) + time;
            return CellStatus.Value;
        }
        long fraction = 0;
        if (text.Length > 10 && !ParseTimeOfDay(text[10..], ref seconds, out fraction))
            return CellStatus.NotATimestamp;
        var instant = (seconds * MicrosPerSecond) + fraction;
        if (instant is < MinTimestamp or > MaxTimestamp)
            return CellStatus.NotATimestamp;
        micros = instant;
        return CellStatus.Value;
    }

    /// <summary>
    /// Reads a time of day in one of the two layouts that nearly all files have, <c>THH:mm:ss</c> and <c>THH:mm:ss.ffffff</c> (a space may
    /// stand for the T), eight bytes at a time.
    /// </summary>
    /// <param name="text">What follows the date.</param>
    /// <param name="micros">Microseconds since midnight.</param>
    /// <returns>False for every other layout, and for what is no time.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryParsePlainTime(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length is not (9 or 16) || text[0] is not ((byte)' ' or (byte)'T'))
            return false;
        // "HH:mm:ss", the first character in the lowest byte. Digits become their values; the colons become zeros.
        var clock = BinaryPrimitives.ReadUInt64LittleEndian(text[1..]);
        if ((clock & 0x0000_FF00_00FF_0000) != 0x0000_3A00_003A_0000)
            return false;
        var digits = (clock & 0xFFFF_00FF_FF00_FFFF) ^ 0x3030_0030_3000_3030;
        if (!AreDigits(digits))
            return false;
        var pairs = (digits * 10) + (digits >> 8);
        var (hour, minute, second) = ((byte)pairs, (byte)(pairs >> 24), (byte)(pairs >> 48));
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        micros = ((hour * 3600L) + (minute * 60) + second) * MicrosPerSecond;
        if (text.Length == 9)
            return true;
        // "s.ffffff"
        var fraction = BinaryPrimitives.ReadUInt64LittleEndian(text[8..]);
        if ((byte)(fraction >> 8) != '.')
            return false;
        digits = (fraction & 0xFFFF_FFFF_FFFF_0000) ^ 0x3030_3030_3030_0000;
        if (!AreDigits(digits))
            return false;
        pairs = (digits * 10) + (digits >> 8);
        micros += ((byte)(pairs >> 16) * 10_000) + ((byte)(pairs >> 32) * 100) + (byte)(pairs >> 48);
        return true;
    }

    // Whether every byte is at most 9.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreDigits(ulong bytes) => (((bytes + 0x7676_7676_7676_7676) | bytes) & 0x8080_8080_8080_8080) == 0;

    private static ReadOnlySpan<byte> TrimSpaces(ReadOnlySpan<byte> cell)
    {
        var start = 0;
        var end = cell.Length;
        while (start < end && IsSpace(cell[start]))
            start++;
        while (end > start && IsSpace(cell[end - 1]))
            end--;
        return cell[start..end];
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);

    private static CellStatus ParseInt64Slowly(ReadOnlySpan<byte> cell, out long value)
    {
        var text = Trim(cell);
        value = 0;
        if (IsNull(text))
            return CellStatus.Null;
        var negative = text[0] == '-';
        var i = negative || text[0] == '+' ? 1 : 0;
        var firstDigit = i;
        ulong sum = 0;
        var overflow = false;
        for (; i < text.Length && char.IsAsciiDigit((char)text[i]); i++)
        {
            overflow |= sum > (ulong.MaxValue - 9) / 10;
            sum = (sum * 10) + (uint)(text[i] - '0');
        }
        if (i == firstDigit || !IsFractionOfZeros(text[i..]))
            return CellStatus.NotAnInteger;
        var limit = negative ? (ulong)long.MaxValue + 1 : long.MaxValue;
        if (overflow || sum > limit)
            return CellStatus.IntegerOutOfRange;
        value = negative ? unchecked(-(long)sum) : (long)sum;
        return CellStatus.Value;
    }

    private static bool IsFractionOfZeros(ReadOnlySpan<byte> text) =>
        text.Length == 0 || (text.Length > 1 && text[0] == '.' && !text[1..].ContainsAnyExcept((byte)'0'));

    // "T10:30:00.123456+05:30": adds the time of day, less the offset, to the seconds.
    private static bool ParseTimeOfDay(ReadOnlySpan<byte> text, ref long seconds, out long fraction)
    {
        fraction = 0;
        if (text.Length < 6 || text[0] is not ((byte)'T' or (byte)' ') || text[3] != ':')
            return false;
        var hour = TwoDigits(text, 1);
        var minute = TwoDigits(text, 4);
        if (hour is < 0 or > 23 || minute is < 0 or > 59)
            return false;
        var i = 6;
        var second = 0;
        if (i < text.Length && text[i] == ':')
        {
            if (text.Length < 9 || (second = TwoDigits(text, 7)) is < 0 or > 59)
                return false;
            i = 9;
            if (i < text.Length && text[i] == '.')
            {
                var first = ++i;
                var scale = MicrosPerSecond / 10;
                for (; i < text.Length && char.IsAsciiDigit((char)text[i]); i++)
                {
                    fraction += (text[i] - '0') * scale;
                    scale /= 10;
                }
                if (i - first is < 1 or > 7)
                    return false;
            }
        }
        seconds += (hour * 3600) + (minute * 60) + second;
        return i == text.Length || ParseOffset(text[i..], ref seconds);
    }

    private static bool ParseOffset(ReadOnlySpan<byte> text, ref long seconds)
    {
        if (text.Length == 1 && text[0] == 'Z')
            return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6) || (text.Length == 6 && text[3] != ':'))
            return false;
        var hour = TwoDigits(text, 1);
        var minute = text.Length == 3 ? 0 : TwoDigits(text, text.Length - 2);
        if (hour is < 0 or > 23 || minute is < 0 or > 59)
            return false;
        var offset = (hour * 3600) + (minute * 60);
        seconds += text[0] == '-' ? offset : -offset;
        return true;
    }

    private static int TwoDigits(ReadOnlySpan<byte> text, int at)
    {
        var tens = (uint)(text[at] - '0');
        var ones = (uint)(text[at + 1] - '0');
        return tens > 9 || ones > 9 ? -1 : (int)((tens * 10) + ones);
    }

    // The proleptic Gregorian calendar counted from March, so that the leap day comes last (Hinnant, "chrono-Compatible Low-Level
    // Date Algorithms", days_from_civil).
    private static long DaysSinceEpoch(int year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = y / 400;
        var yearOfEra = y - (era * 400);
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097L) + dayOfEra - DaysToUnixEpoch;
    }
}
