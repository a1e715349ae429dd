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

    /// <summary>The beginning of a text in one line, where the reader is to see what is in it: <c>⏎</c> for a line's end, <c>→</c> for a tab.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">How many characters of it.</param>
    /// <returns>The line, escaped, with <c>…</c> where it is cut off.</returns>
    public static string OneLine(string text, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        // Half of a surrogate pair is no character.
        if (text.Length > maxLength)
            text = text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)] + "…";
        return Escape(text.Replace('\n', '⏎').Replace('\t', '→'));
    }

    private static bool IsUnseen(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
