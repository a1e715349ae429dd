using RecoMart.Storage.Contract;
using RecoMart.Storage.Records;

namespace RecoMart.Storage.Staging;

/// <summary>Users: <c>user_id,age,gender,device</c>.</summary>
public sealed class UserStagingFormat : StagingFormat<UserRecord>
{
    private readonly Field _gender;
    private readonly Field _device;

    /// <summary>Makes the format.</summary>
    public UserStagingFormat()
        : base(SourceContract.Users) => (_gender, _device) = (Field("gender"), Field("device"));

    internal override int MaxLineBytes => 64;

    internal override int Write(UserRecord record, Span<byte> line)
    {
        var at = Number(record.UserId, line, ',');
        at += Number(record.Age, line[at..], ',');
        at += Word(_gender, record.Gender, line[at..], ',');
        return at + Word(_device, record.Device, line[at..], '\n');
    }
}
