namespace RecoMart.AppHost;

/// <summary>What a resource has printed.</summary>
internal static class ResourceLog
{
    /// <summary>Reads all lines there are, as the dashboard has them.</summary>
    /// <param name="logs">The logs of all resources.</param>
    /// <param name="resourceId">The resource's instance.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<List<string>> ReadLinesAsync(
        this ResourceLoggerService logs, string resourceId, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        await foreach (var page in logs.GetAllAsync(resourceId).WithCancellation(cancellationToken))
            lines.AddRange(page.Select(line => line.Content));
        return lines;
    }
}
