using RecoMart.Storage.Contract;

namespace RecoMart.Api.Events;

/// <summary>What a field of an event came to.</summary>
internal struct FieldValue
{
    public CellStatus Status;

    /// <summary>An integer, or a timestamp in microseconds.</summary>
    public long Number;

    /// <summary>A text in its canonical spelling.</summary>
    public string? Text;

    /// <summary>The field's name stood in the event.</summary>
    public bool IsNamed;

    public readonly long? NumberOrNull => Status == CellStatus.Value ? Number : null;
}
