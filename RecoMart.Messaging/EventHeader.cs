using System.Text;

namespace RecoMart.Messaging;

/// <summary>A header of an event.</summary>
/// <param name="Name">Its name; case matters.</param>
/// <param name="Value">Its bytes, by convention UTF-8 text. Kafka's null is read as empty.</param>
public readonly record struct EventHeader(string Name, ReadOnlyMemory<byte> Value)
{
    /// <summary>Makes a header of text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Its value, stored as UTF-8.</param>
    public EventHeader(string name, string text)
        : this(name, Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>The value as text. Bytes that are not UTF-8 become U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Value.Span);
}
