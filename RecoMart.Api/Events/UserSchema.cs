using System.Text.Json;
using RecoMart.Messaging;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Records;

namespace RecoMart.Api.Events;

/// <summary>User registrations: all four fields required.</summary>
internal sealed class UserSchema()
    : EventSchema<UserRecord>(SourceContract.Users, EventTopics.Users, "user", "user_id", "age", "gender", "device")
{
    public override long UserIdOf(UserRecord record) => record.UserId;

    public override void Write(UserRecord record, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("user_id"u8, record.UserId);
        json.WriteNumber("age"u8, record.Age);
        json.WriteString("gender"u8, record.Gender);
        json.WriteString("device"u8, record.Device);
        json.WriteEndObject();
    }

    protected override UserRecord Make(ReadOnlySpan<FieldValue> values) =>
        new(values[0].Number, (int)values[1].Number, values[2].Text!, values[3].Text!);
}
