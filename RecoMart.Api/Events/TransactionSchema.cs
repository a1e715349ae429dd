using System.Globalization;
using System.Text.Json;
using RecoMart.Messaging;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Records;

namespace RecoMart.Api.Events;

/// <summary>Transactions: a rating may be missing, and a missing timestamp is the present.</summary>
internal sealed class TransactionSchema(TimeProvider time)
    : EventSchema<TransactionRecord>(SourceContract.Transactions, EventTopics.Transactions, "transaction", "user_id", "item_id", "view_mode")
{
    public override long UserIdOf(TransactionRecord record) => record.UserId;

    public override void Write(TransactionRecord record, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("user_id"u8, record.UserId);
        json.WriteNumber("item_id"u8, record.ItemId);
        json.WriteString("view_mode"u8, record.ViewMode);
        if (record.Rating is { } rating)
            json.WriteNumber("rating"u8, rating);
        Span<byte> timestamp = stackalloc byte[32];
        DateTime.UnixEpoch.AddTicks(record.Timestamp * TimeSpan.TicksPerMicrosecond)
            .TryFormat(timestamp, out var length, "yyyy-MM-ddTHH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
        json.WriteString("timestamp"u8, timestamp[..length]);
        json.WriteEndObject();
    }

    protected override TransactionRecord Make(ReadOnlySpan<FieldValue> values) => new(
        values[0].Number,
        values[1].Number,
        values[2].Text!,
        (int?)values[3].NumberOrNull,
        values[4].NumberOrNull ?? (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
}
