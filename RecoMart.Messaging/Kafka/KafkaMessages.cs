using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>Events as Kafka's client takes them, and what its errors mean to whoever publishes them.</summary>
internal static class KafkaMessages
{
    public static Message<byte[]?, byte[]?> ToKafka(EventMessage message) => new()
    {
        Key = message.Key is null ? null : Encoding.UTF8.GetBytes(message.Key),
        Value = message.Value is { } value ? ToArray(value) : null,
        Headers = KafkaHeaders.ToKafka(message.Headers),
    };

    /// <summary>The bytes as an array, their own where they are all of one: the client copies them in its turn.</summary>
    public static byte[] ToArray(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { } array && array.Length == bytes.Length ? array : bytes.ToArray();

    public static Exception Translate(EventMessage message, Error error, Exception? exception) => error.Code switch
    {
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidRecord or ErrorCode.PolicyViolation =>
            new EventRejectedException(message, $"Kafka does not take this event of {message.Topic}: {error.Reason}.", exception),
        _ => new EventLogUnavailableException($"Kafka did not take an event of {message.Topic}: {error.Reason}.", exception),
    };
}
