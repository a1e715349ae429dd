using System.Diagnostics;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.BatchIngestor;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.Storage.Lake;
using RecoMart.Storage.Records;
using RecoMart.Storage.Staging;

namespace RecoMart.Tests.Storage.Staging;

/// <summary>The batch ingestor itself, over staging files that are being written.</summary>
public sealed class StagedIngestTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Staged_rows_reach_the_lake_with_a_half_written_tail_left_out()
    {
        await StageAsync(maxBytes: 2_000, events: 300);
        await File.AppendAllTextAsync(_directory.Combine("data", "users_api_staging.csv"), "999,1,F,Mob");

        var result = await IngestAsync();

        Assert.Equal((true, 300L, 300L, 0L), (result.Succeeded, result.Quality!.RowsIn, result.Quality.Validated, result.Quality.Quarantined));
        Assert.True(result.Files.Count > 2);
    }

    [Fact]
    public async Task Every_ingest_during_appends_and_rolls_sees_a_prefix_of_the_rows_each_of_them_once()
    {
        var staging = Task.Run(() => StageAsync(maxBytes: 1_500, events: 8_000));
        var rows = new List<long>();
        var clock = Stopwatch.StartNew();
        while (!staging.IsCompleted && clock.Elapsed < TimeSpan.FromMinutes(2))
        {
            if (!Directory.EnumerateFiles(_directory.Path, "*.csv", SearchOption.AllDirectories).Any())
                continue;
            var result = await IngestAsync();
            if (!result.Published)
                continue;
            rows.Add(CountPrefix());
        }
        await staging;

        Assert.Equal(rows.Order(), rows);
        Assert.NotEmpty(rows);
        Assert.Equal(8_000, (await IngestAsync()).Quality!.Validated);
    }

    [Fact]
    public async Task A_staging_file_without_events_yet_is_nothing_that_a_run_tells_of()
    {
        await StageAsync(maxBytes: 1_500, events: 0);
        Assert.True(File.Exists(_directory.Combine("data", "users_api_staging.csv")));
        await File.WriteAllTextAsync(_directory.Combine("data", "users.csv"), "user_id,age,gender,device\n1,30,F,Mobile\n");
        await File.WriteAllTextAsync(_directory.Combine("data", "notes.txt"), "");
        var run = new IngestRun(Settings, Lake, [Users], TimeProvider.System, NullLogger<IngestRun>.Instance);

        var result = await run.RunAsync(source: null, LakeMode.Snapshot, CancellationToken.None);

        Assert.Equal(["users.csv"], Assert.Single(result.Sources).Files.Select(file => file.File));
        Assert.Equal(["notes.txt"], result.UnusedFiles);
    }

    private IngestSettings Settings => new()
    {
        DataDir = _directory.Combine("data"),
        StorageBase = _directory.Combine("storage"),
        ProductsFile = "products.json",
    };

    private DataLakeStorage Lake => new(Settings.StorageBase, TimeProvider.System);

    private UserDataIngestion Users =>
        new(Settings, Lake, new IngestProgress(), TimeProvider.System, NullLogger<UserDataIngestion>.Instance);

    private long CountPrefix()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"select count(*), count(distinct user_id), coalesce(max(user_id) + 1, 0) from read_parquet('{_directory.Combine("storage", "validated")}/**/*.parquet')";
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        Assert.Equal((reader.GetInt64(0), reader.GetInt64(0)), (reader.GetInt64(1), reader.GetInt64(2)));
        return reader.GetInt64(0);
    }

    private async Task StageAsync(long maxBytes, int events)
    {
        const int batch = 20;
        await using var writer = new StagingWriter<UserRecord>(
            new UserStagingFormat(),
            new StagingOptions { Folder = _directory.Combine("data"), MaxBytes = maxBytes },
            NullLogger<StagingWriter<UserRecord>>.Instance);
        for (var id = 0; id < events; id += batch)
        {
            await writer.StageAsync(
            [
                .. Enumerable.Range(id, batch).Select(offset => new StagedEvent<UserRecord>(
                    new UserRecord(offset, 30, "F", "Mobile"), new LogPartition("log", "recomart-users", 0), offset)),
            ]);
        }
    }

    private async Task<SourceResult> IngestAsync()
    {
        using var writeLock = await Lake.LockAsync(_ => { }, CancellationToken.None);
        return await Users.RunAsync(writeLock, new IngestJob("run", new DateOnly(2026, 1, 27), LakeMode.Snapshot), CancellationToken.None);
    }
}
