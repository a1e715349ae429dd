using System.Globalization;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Records;

namespace RecoMart.Storage.Staging;

/// <summary>Transactions: <c>user_id,item_id,view_mode,rating,timestamp</c>; no rating is empty, a whole second has no fraction.</summary>
public sealed class TransactionStagingFormat : StagingFormat<TransactionRecord>
{
    private const long MicrosPerSecond = 1_000_000;
    private const int SecondsBytes = 19;
    private const int MicrosecondsBytes = 26;

    private readonly Field _viewMode;

    /// <summary>Makes the format.</summary>
    public TransactionStagingFormat()
        : base(SourceContract.Transactions) => _viewMode = Field("view_mode");

    internal override int MaxLineBytes => 128;

    internal override int Write(TransactionRecord record, Span<byte> line)
    {
        var at = Number(record.UserId, line, ',');
        at += Number(record.ItemId, line[at..], ',');
        at += Word(_viewMode, record.ViewMode, line[at..], ',');
        if (record.Rating is { } rating)
            at += Number(rating, line[at..], ',');
        else
            line[at++] = (byte)',';
        // With seven digits of fraction, as a format that the framework writes fast: what is too much is written over.
        DateTime.UnixEpoch.AddTicks(record.Timestamp * TimeSpan.TicksPerMicrosecond).TryFormat(line[at..], out _, "O", CultureInfo.InvariantCulture);
        at += record.Timestamp % MicrosPerSecond == 0 ? SecondsBytes : MicrosecondsBytes;
        line[at] = (byte)'\n';
        return at + 1;
    }
}
