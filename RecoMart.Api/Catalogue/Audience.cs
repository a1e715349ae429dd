namespace RecoMart.Api.Catalogue;

/// <summary>Whether anybody looks at the page, so that nothing is done for nobody.</summary>
internal sealed class Audience(TimeProvider time)
{
    /// <summary>An open page asks every two seconds; a browser may slow it down to once a minute.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private long? _last;
    private TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody has asked for the page or a part of it.</summary>
    public void Came()
    {
        lock (_lock)
        {
            _last = time.GetTimestamp();
            _came.TrySetResult();
        }
    }

    /// <summary>Completes when somebody looks: at once while somebody does.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last is { } last && time.GetElapsedTime(last) < s_patience)
                return Task.CompletedTask;
            if (_came.Task.IsCompleted)
                _came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _came.Task.WaitAsync(cancellationToken);
        }
    }
}
