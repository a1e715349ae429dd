namespace RecoMart.Storage.Staging;

/// <summary>What became of a staged event. Either way it is in the staging file, on disk.</summary>
public enum StagingOutcome
{
    /// <summary>It was written now.</summary>
    Staged,

    /// <summary>It had been written before.</summary>
    Duplicate,
}
