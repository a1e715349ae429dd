using System.Globalization;
using System.Text;

namespace RecoMart.ServiceDefaults;

/// <summary>
/// Text from outside (a cell, a file's name) made fit for a log or a terminal. Line breaks could forge log lines, escape sequences could
/// rewrite what a terminal shows, and direction marks could turn a name around.
/// </summary>
public static class PlainText
{
    /// <summary>Writes each character that would move the cursor or is not seen as <c>\u001b</c> and the like.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The same text where nothing had to be escaped.</returns>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(IsUnseen))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsUnseen(c))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }

    private static bool IsUnseen(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
