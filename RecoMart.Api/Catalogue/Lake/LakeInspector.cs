using System.Diagnostics;
using System.Text.Json;
using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>
/// Does beside the requests what takes too long for one, and only while somebody looks: reads the last rows of quarantine, and compares
/// every data file with its MD5, each version once, the newest first.
/// </summary>
internal sealed class LakeInspector(
    DataLakeStorage lake, LakeCatalogue catalogue, ChecksumBook book, QuarantineSample quarantine, Audience audience, TimeProvider time,
    ILogger<LakeInspector> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenRounds = TimeSpan.FromMinutes(5);

    /// <summary>How long it rests after a piece of work, in lengths of that: it takes a quarter of a processor and of a disk.</summary>
    private const int RestFactor = 3;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var older = new Queue<LakePartition>();
        long? round = null;
        while (true)
        {
            await audience.WaitAsync(stoppingToken);
            try
            {
                var snapshot = await Task.Run(catalogue.Get, stoppingToken);
                if (!quarantine.IsOf(snapshot.Quarantine))
                {
                    await quarantine.ReadAsync(snapshot.Quarantine, stoppingToken);
                }
                else if (snapshot.Datasets.FirstOrDefault(dataset => book.Find(dataset).State == ChecksumState.Pending) is { } newest)
                {
                    await CheckAsync(newest, stoppingToken);
                }
                else if (older.TryDequeue(out var partition))
                {
                    foreach (var dataset in catalogue.Find(partition, _ => { }).Where(dataset => book.Find(dataset).State == ChecksumState.Pending))
                        await CheckAsync(dataset, stoppingToken);
                }
                else
                {
                    if (round is not { } began || time.GetElapsedTime(began) > s_betweenRounds)
                    {
                        older = new Queue<LakePartition>(snapshot.Older);
                        round = time.GetTimestamp();
                        Forget(snapshot);
                    }
                    await Task.Delay(s_pause, time, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
            {
                logger.LakeUnreadable(exception.Message);
                await Task.Delay(s_pause, time, stoppingToken);
            }
        }
    }

    private async Task CheckAsync(LakeDataset dataset, CancellationToken cancellationToken)
    {
        var problem = await FindProblemAsync(dataset, cancellationToken);
        if (problem is not null)
        {
            // Between the data and its metadata an ingest puts in place, they do not match: then both are others a moment later.
            await Task.Delay(s_pause, time, cancellationToken);
            if (!catalogue.Find(dataset.Entry.Partition with { DatasetName = "" }, _ => { }).Any(dataset.IsVersionOf))
                return;
            logger.LakeFileWrong(dataset.Path, problem);
        }
        book.Write(dataset, new ChecksumResult(problem is null ? ChecksumState.Verified : ChecksumState.Wrong, time.GetUtcNow(), problem));
    }

    private async Task<string?> FindProblemAsync(LakeDataset dataset, CancellationToken cancellationToken)
    {
        var worked = Stopwatch.StartNew();
        try
        {
            return await LakeChecksum.FindProblemAsync(lake.FullPath(dataset.Path), dataset.Entry.Metadata, RestAsync, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"can't be read: {exception.Message}";
        }

        async Task RestAsync(CancellationToken token)
        {
            await Task.Delay(worked.Elapsed * RestFactor, time, token);
            worked.Restart();
        }
    }

    private void Forget(LakeSnapshot snapshot)
    {
        var folders = snapshot.Older.Concat(snapshot.Datasets.Select(dataset => dataset.Entry.Partition)).Select(partition => partition.Folder).ToHashSet();
        book.Keep(folders);
    }
}
