using System.Globalization;
using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Commands;

/// <summary>Figures as the commands print them.</summary>
internal static class Figures
{
    /// <summary>Such as <c>0.53 (0.51–0.60)</c>.</summary>
    public static string Text(Spread spread, string format = "F2")
    {
        return $"{Number(spread.Median)} ({Number(spread.Min)}–{Number(spread.Max)})";

        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A text with numbers in it, the same in every country.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
