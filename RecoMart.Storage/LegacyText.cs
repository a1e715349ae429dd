using System.Text;
using System.Text.Unicode;

namespace RecoMart.Storage;

/// <summary>Text whose bytes are not UTF-8, read as Windows-1252 (which ISO-8859-1 text is too, but for control characters).</summary>
internal static class LegacyText
{
    private static readonly Encoding s_windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Decodes bytes: as UTF-8 where they are, else as Windows-1252.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The text.</returns>
    public static string Decode(ReadOnlySpan<byte> bytes) => (Utf8.IsValid(bytes) ? Encoding.UTF8 : s_windows1252).GetString(bytes);

    /// <summary>Decodes bytes for a message, cut off with an ellipsis where they are long.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="maxBytes">How many of them to show at most.</param>
    /// <returns>The text.</returns>
    public static string Excerpt(ReadOnlySpan<byte> bytes, int maxBytes)
    {
        if (bytes.Length <= maxBytes)
            return Decode(bytes);
        // Not in the middle of a character.
        var end = maxBytes;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80)
            end--;
        return Decode(bytes[..end]) + "…";
    }

    /// <summary>Turns Windows-1252 bytes into UTF-8.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>UTF-8.</returns>
    public static byte[] ToUtf8(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetBytes(s_windows1252.GetString(bytes));
}
