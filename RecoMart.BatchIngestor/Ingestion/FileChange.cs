namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>What a file is to a run, by what earlier runs have read.</summary>
internal enum FileChange
{
    /// <summary>No run has read it: it is read from the start. To a snapshot every file is.</summary>
    New,

    /// <summary>Lines were added to what was read: these are read.</summary>
    Continued,

    /// <summary>It is another version of what was read: it is read from the start, and the earlier rows count no more.</summary>
    Replaced,

    /// <summary>It is what was read under another name: nothing is read.</summary>
    Renamed,

    /// <summary>It is what was read: nothing is read.</summary>
    Unchanged,
}
