using System.Globalization;
using System.Text.Json;
using RecoMart.Api.Events;
using RecoMart.Api.Problems;

namespace RecoMart.Api.Endpoints;

/// <summary>Finds the items of a batch in its text.</summary>
internal static class BatchText
{
    /// <summary>How deep an event may be nested: as deep as one that comes alone, which is the framework's own limit.</summary>
    public const int EventDepth = 64;

    /// <summary>Takes an item.</summary>
    /// <param name="text">All the text.</param>
    /// <param name="reader">At the item's first token, to be left at its last.</param>
    public delegate void ItemReader(ReadOnlySpan<byte> text, ref Utf8JsonReader reader);

    /// <summary>Reads a JSON array.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxItems">The most items.</param>
    /// <param name="itemDepth">How deep an item may be nested.</param>
    /// <param name="read">Takes each item. What it makes of them is for nothing when this throws.</param>
    /// <exception cref="ProblemException">Not JSON (400), no array (422), too many items (413).</exception>
    public static void ReadArray(ReadOnlySpan<byte> text, int maxItems, int itemDepth, ItemReader read)
    {
        try
        {
            Utf8Text.Require(text);
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 1 + itemDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                var rule = new FieldError("", null, "not a JSON array");
                throw ProblemException.RulesBroken([rule], "The batch is not a JSON array.");
            }
            for (var items = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; items++)
            {
                RequireRoom(items, maxItems);
                read(text, ref reader);
            }
            reader.Read();
        }
        catch (JsonException exception)
        {
            throw ProblemException.Malformed(exception);
        }
    }

    /// <summary>Splits a JSON array.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxItems">The most items.</param>
    /// <param name="itemDepth">How deep an item may be nested.</param>
    /// <returns>Where each item is.</returns>
    /// <exception cref="ProblemException">Not JSON (400), no array (422), too many items (413).</exception>
    public static List<Range> SplitArray(ReadOnlySpan<byte> text, int maxItems, int itemDepth)
    {
        var items = new List<Range>();
        ReadArray(text, maxItems, itemDepth, (_, ref reader) =>
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(start..(int)reader.BytesConsumed);
        });
        return items;
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
            {
                RequireRoom(items.Count, maxItems);
                items.Add(start..end);
            }
            start = end + 1;
        }
        return items;
    }

    private static void RequireRoom(int items, int maxItems)
    {
        if (items == maxItems)
            throw ProblemException.TooLarge(string.Create(CultureInfo.InvariantCulture, $"{maxItems} items"));
    }
}
