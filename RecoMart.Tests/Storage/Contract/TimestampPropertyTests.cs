using System.Globalization;
using CsCheck;
using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Contract;

/// <summary>The timestamp parser against the framework's own, over instants of all years.</summary>
public sealed class TimestampPropertyTests
{
    private static readonly Gen<DateTime> s_instants = Gen.Long[0, DateTime.MaxValue.Ticks].Select(ticks => new DateTime(ticks, DateTimeKind.Unspecified));

    [Fact]
    public void Every_written_form_of_an_instant_reads_as_the_framework_reads_it() =>
        Gen.Select(s_instants, Gen.Int[-14 * 60, 14 * 60], Gen.Int[0, 7], Gen.Char["T "], Gen.Int[0, 4]).Sample(
            (local, offsetMinutes, digits, separator, form) =>
            {
                var text = local.ToString($"yyyy-MM-dd'{separator}'HH:mm:ss", CultureInfo.InvariantCulture)
                    + (digits == 0 ? "" : "." + $"{local.Ticks % TimeSpan.TicksPerSecond:0000000}"[..digits]);
                var (suffix, offset) = Offset(form, offsetMinutes);
                var expected = Expected(text, offset);

                Assert.Equal(expected, Cells.Read(FieldType.Timestamp, text + suffix));
            },
            iter: 100_000);

    [Fact]
    public void A_changed_character_never_reads_as_another_instant_than_the_framework_has() =>
        Gen.Select(s_instants, Gen.Int[0, 27], Gen.Char["0123456789-+:.TZ xz/,"]).Sample(
            (instant, position, character) =>
            {
                var text = instant.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture).ToCharArray();
                text[Math.Min(position, text.Length - 1)] = character;
                var cell = new string(text);

                var (status, value) = Cells.Read(FieldType.Timestamp, cell);

                // The framework accepts more forms than the contract; what the contract accepts they must agree on.
                if (status == CellStatus.Value && cell.EndsWith('Z'))
                    Assert.Equal(Expected(cell[..^1], TimeSpan.Zero).Value, value);
                if (cell.AsSpan().IndexOfAny("x/,") >= 0)
                    Assert.Equal(CellStatus.NotATimestamp, status);
            },
            iter: 50_000);

    private static (string Suffix, TimeSpan Offset) Offset(int form, int minutes)
    {
        var sign = minutes < 0 ? '-' : '+';
        var (hours, rest) = Math.DivRem(Math.Abs(minutes), 60);
        return form switch
        {
            0 => ("", TimeSpan.Zero),
            1 => ("Z", TimeSpan.Zero),
            2 => ($"{sign}{hours:00}:{rest:00}", TimeSpan.FromMinutes(minutes)),
            3 => ($"{sign}{hours:00}{rest:00}", TimeSpan.FromMinutes(minutes)),
            _ => ($"{sign}{hours:00}", TimeSpan.FromHours(sign == '-' ? -hours : hours)),
        };
    }

    private static (CellStatus Status, object? Value) Expected(string local, TimeSpan offset)
    {
        var ticks = DateTime.Parse(local, CultureInfo.InvariantCulture).Ticks - offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return (CellStatus.NotATimestamp, null);
        var utc = new DateTimeOffset(ticks, TimeSpan.Zero);
        return (CellStatus.Value, (long)Math.Floor((utc - DateTimeOffset.UnixEpoch).Ticks / 10m));
    }
}
