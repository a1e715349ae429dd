using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Reference;

/// <summary>The field contract in the plainest words there are: a string per cell, regular expressions, the framework's parsers.</summary>
internal static partial class ReferenceCells
{
    private static readonly string[] s_nullWords = ["", "NA", "N/A", "NaN", "nan", "None", "NULL", "null", "n/a", "<NA>", "#N/A"];

    /// <summary>UTF-8 where the bytes are, else Windows-1252.</summary>
    public static string Decode(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes);
        }
    }

    public static (CellStatus Status, object? Value) Read(FieldType type, byte[] cell)
    {
        var text = Decode(cell).Trim(' ', '\t', '\n', '\v', '\f', '\r');
        return s_nullWords.Contains(text) ? (CellStatus.Null, null) : type switch
        {
            FieldType.Int64 => Integer(text, long.MinValue, long.MaxValue, value => (long)value),
            FieldType.Int32 => Integer(text, int.MinValue, int.MaxValue, value => (int)value),
            FieldType.Timestamp => Timestamp(text),
            FieldType.Text => text.Contains('\0') ? (CellStatus.NotText, null) : (CellStatus.Value, text),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no CSV source has such a field"),
        };
    }

    /// <summary>The value as the validated layer has it, or null where a rule forbids it.</summary>
    public static object? Judge(Field field, object value) => (field.Name, value) switch
    {
        ("age", int age) => age > 0 ? age : null,
        ("rating", int rating) => rating is >= 1 and <= 5 ? rating : null,
        ("gender", string gender) => Upper(gender) switch { "M" or "MALE" => "M", "F" or "FEMALE" => "F", _ => null },
        ("device", string device) => Upper(device) switch { "MOBILE" => "Mobile", "DESKTOP" => "Desktop", "TABLET" => "Tablet", _ => null },
        ("view_mode", string mode) => Upper(mode) switch { "VIEW" => "view", "ADD_TO_CART" => "add_to_cart", "PURCHASE" => "purchase", _ => null },
        _ => value,
    };

    public static string Rule(Field field) => field.Name switch
    {
        "age" => "must be > 0",
        "rating" => "must be between 1 and 5",
        "gender" => "not one of M, F",
        "device" => "not one of Mobile, Desktop, Tablet",
        "view_mode" => "not one of view, add_to_cart, purchase",
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static (CellStatus Status, object? Value) Integer(string text, BigInteger min, BigInteger max, Func<BigInteger, object> convert)
    {
        var match = IntegerForm().Match(text);
        if (!match.Success)
            return (CellStatus.NotAnInteger, null);
        var value = BigInteger.Parse(match.Groups[1].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return value < min || value > max ? (CellStatus.IntegerOutOfRange, null) : (CellStatus.Value, convert(value));
    }

    private static (CellStatus Status, object? Value) Timestamp(string text)
    {
        var match = TimestampForm().Match(text);
        if (!match.Success || !DateOnly.TryParseExact(match.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return (CellStatus.NotATimestamp, null);
        var micros = new BigInteger(date.DayNumber) * 86_400_000_000;
        micros += (Number("h") * 3600 + Number("m") * 60 + Number("s")) * 1_000_000L;
        micros += long.Parse(match.Groups["f"].Value.PadRight(6, '0')[..6], CultureInfo.InvariantCulture);
        micros -= (Number("oh") * 3600 + Number("om") * 60) * (match.Groups["sign"].Value == "-" ? -1_000_000L : 1_000_000L);
        if (Number("h") > 23 || Number("m") > 59 || Number("s") > 59 || Number("oh") > 23 || Number("om") > 59)
            return (CellStatus.NotATimestamp, null);
        return micros < 0 || micros > DateTime.MaxValue.Ticks / 10
            ? (CellStatus.NotATimestamp, null)
            : (CellStatus.Value, (long)(micros - (DateTime.UnixEpoch.Ticks / 10)));

        int Number(string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
    }

    private static string Upper(string text) => string.Concat(text.Select(c => c is >= 'a' and <= 'z' ? (char)(c - 32) : c));

    [GeneratedRegex(@"\A([+-]?[0-9]+)(\.0+)?\z")]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})([T ](?<h>[0-9]{2}):(?<m>[0-9]{2})(:(?<s>[0-9]{2})(\.(?<f>[0-9]{1,7}))?)?(Z|(?<sign>[+-])(?<oh>[0-9]{2})(:?(?<om>[0-9]{2}))?)?)?\z")]
    private static partial Regex TimestampForm();
}
