using System.Text.Json;
using System.Text.Unicode;
using RecoMart.Messaging;

namespace RecoMart.Consumer.Reading;

/// <summary>
/// Finds the events that nobody could read. The others are the API's to judge, which knows the rules; these would spoil a whole request.
/// </summary>
internal static class EventScreening
{
    /// <summary>The largest value that is read, in bytes. An event of RecoMart has some hundred.</summary>
    public const int MaxValueBytes = 256 * 1024;

    /// <summary>How deep a value may be nested. An event is one object of plain values; the fields it need not have may be more.</summary>
    public const int MaxDepth = 16;

    /// <summary>The header with the version of an event's shape; an event without it has version 1.</summary>
    public const string VersionHeader = "recomart-version";

    private const string KnownVersion = "1";

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaxDepth };

    /// <summary>Says why an event can never be staged, or null.</summary>
    public static string? Refuse(ReceivedEvent received)
    {
        foreach (var header in received.Headers)
        {
            if (header.Name == VersionHeader && header.Text != KnownVersion)
                return $"the header {VersionHeader} is '{Shorten(header.Text)}', and only version {KnownVersion} is known here";
        }
        if (received.Value is not { } value)
            return "there is no value";
        if (value.Length > MaxValueBytes)
            return $"the value has {value.Length} bytes, more than {MaxValueBytes}";
        if (!Utf8.IsValid(value.Span))
            return "the value is not UTF-8";
        return RefuseJson(value.Span);
    }

    private static string? RefuseJson(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, s_options);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return "the value is not a JSON object";
            while (reader.Read())
            {
            }
            return null;
        }
        catch (JsonException exception)
        {
            return $"the value is not JSON: {exception.Message.Split(" LineNumber:")[0]} (byte {reader.BytesConsumed})";
        }
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
