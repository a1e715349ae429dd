namespace RecoMart.Storage.Staging;

/// <summary>A batch in the queue, and who waits for it.</summary>
internal sealed record StagingRequest(StagingBatch Batch)
{
    public TaskCompletionSource<IReadOnlyList<StagingOutcome>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
