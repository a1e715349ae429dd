using System.Globalization;
using System.Text.Unicode;
using RecoMart.Messaging;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Records;

namespace RecoMart.Api.Events;

/// <summary>User registrations: all four fields required.</summary>
internal sealed class UserSchema()
    : EventSchema<UserRecord>(SourceContract.Users, EventTopics.Users, "user", "user_id", "age", "gender", "device")
{
    public override long UserIdOf(UserRecord record) => record.UserId;

    protected override bool TryWrite(UserRecord record, Span<byte> json, out int length) => Utf8.TryWrite(
        json,
        CultureInfo.InvariantCulture,
        $$"""{"user_id":{{record.UserId}},"age":{{record.Age}},"gender":"{{record.Gender}}","device":"{{record.Device}}"}""",
        out length);

    protected override UserRecord Make(ReadOnlySpan<FieldValue> values) =>
        new(values[0].Number, (int)values[1].Number, values[2].Text!, values[3].Text!);
}
