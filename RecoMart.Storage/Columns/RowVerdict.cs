namespace RecoMart.Storage.Columns;

/// <summary>Where a row goes.</summary>
public enum RowVerdict : byte
{
    /// <summary>To the raw and to the validated layer.</summary>
    Accepted = 0,

    /// <summary>To the raw layer and to quarantine: its key can be read, but a required value is missing or breaks a rule.</summary>
    Invalid,

    /// <summary>To quarantine alone: its key, or the whole row, can't be read.</summary>
    Unreadable,
}
