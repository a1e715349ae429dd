using System.Globalization;
using System.Text.Json;
using RecoMart.Api.Events;
using RecoMart.Api.Problems;

namespace RecoMart.Api.Endpoints;

/// <summary>Finds the items of a batch in its text.</summary>
internal static class BatchText
{
    // An item may be as deep as one that comes alone, and stands one level deeper.
    private const int MaxDepth = 66;

    /// <summary>Splits a JSON array.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxItems">The most items.</param>
    /// <returns>Where each item is.</returns>
    /// <exception cref="ProblemException">Not JSON (400), no array (422), too many items (413).</exception>
    public static List<Range> SplitArray(ReadOnlySpan<byte> text, int maxItems)
    {
        try
        {
            Utf8Text.Require(text);
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                var rule = new FieldError("", null, "not a JSON array");
                throw ProblemException.RulesBroken([rule], "The batch is not a JSON array.");
            }
            var items = new List<Range>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                Add(items, start..(int)reader.BytesConsumed, maxItems);
            }
            reader.Read();
            return items;
        }
        catch (JsonException exception)
        {
            throw ProblemException.Malformed(exception);
        }
    }

    /// <summary>Splits text with one item a line; blank lines are none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxItems">The most items.</param>
    /// <returns>Where each item is.</returns>
    /// <exception cref="ProblemException">Too many items (413).</exception>
    public static List<Range> SplitLines(ReadOnlySpan<byte> text, int maxItems)
    {
        var items = new List<Range>();
        for (var start = 0; start < text.Length;)
        {
            var length = text[start..].IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : start + length;
            if (text[start..end].ContainsAnyExcept(" \t\r"u8))
                Add(items, start..end, maxItems);
            start = end + 1;
        }
        return items;
    }

    private static void Add(List<Range> items, Range item, int maxItems)
    {
        if (items.Count == maxItems)
            throw ProblemException.TooLarge(string.Create(CultureInfo.InvariantCulture, $"{maxItems} items"));
        items.Add(item);
    }
}
