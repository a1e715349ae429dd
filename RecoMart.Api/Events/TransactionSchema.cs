using System.Globalization;
using System.Text.Unicode;
using RecoMart.Messaging;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Records;

namespace RecoMart.Api.Events;

/// <summary>Transactions: a rating may be missing, and a missing timestamp is the present.</summary>
internal sealed class TransactionSchema(TimeProvider time)
    : EventSchema<TransactionRecord>(SourceContract.Transactions, EventTopics.Transactions, "transaction", "user_id", "item_id", "view_mode")
{
    private const int TimestampBytes = 28;

    public override long UserIdOf(TransactionRecord record) => record.UserId;

    protected override bool TryWrite(TransactionRecord record, Span<byte> json, out int length)
    {
        Span<byte> timestamp = stackalloc byte[TimestampBytes];
        timestamp = timestamp[..WriteTimestamp(record.Timestamp, timestamp)];
        return record.Rating is { } rating
            ? Utf8.TryWrite(
                json,
                CultureInfo.InvariantCulture,
                $$"""{"user_id":{{record.UserId}},"item_id":{{record.ItemId}},"view_mode":"{{record.ViewMode}}","rating":{{rating}},"timestamp":"{{timestamp}}"}""",
                out length)
            : Utf8.TryWrite(
                json,
                CultureInfo.InvariantCulture,
                $$"""{"user_id":{{record.UserId}},"item_id":{{record.ItemId}},"view_mode":"{{record.ViewMode}}","timestamp":"{{timestamp}}"}""",
                out length);
    }

    // 2026-01-27T10:30:00.5Z: no zeros at the end of the fraction. A format that says so takes the framework four times as long.
    private static int WriteTimestamp(long micros, Span<byte> text)
    {
        DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        var end = text[..(length - 1)].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
        text[end] = (byte)'Z';
        return end + 1;
    }

    protected override TransactionRecord Make(ReadOnlySpan<FieldValue> values) => new(
        values[0].Number,
        values[1].Number,
        values[2].Text!,
        (int?)values[3].NumberOrNull,
        values[4].NumberOrNull ?? (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
}
