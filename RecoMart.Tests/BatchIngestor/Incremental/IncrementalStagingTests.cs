using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Records;
using RecoMart.Storage.Staging;

namespace RecoMart.Tests.BatchIngestor.Incremental;

/// <summary>Incremental runs over staged events: from the committed position of one run to that of the next, whatever the files are called by then.</summary>
public sealed class IncrementalStagingTests : IDisposable
{
    private readonly IncrementalLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Each_run_takes_the_events_staged_since_the_one_before()
    {
        await using var writer = Writer();
        await StageAsync(writer, 1, 2);
        await _lake.IngestAsync(1);
        await StageAsync(writer, 3);
        // A batch that was being written when its writer ended.
        await File.AppendAllTextAsync(_lake.PathOf("users_api_staging.csv"), "999,1,F,Mob");

        var result = await _lake.IngestAsync(2);

        Assert.Equal(["3|30|F|Mobile"], _lake.Rows(2));
        Assert.Equal(1, result.Quality!.RowsIn);
        Assert.False((await _lake.IngestAsync(2)).Published);
        var known = Assert.Single(_lake.Ledger(SourceContract.Users).Files);
        Assert.Equal((1, 3L, null), (known.Part, known.Rows, known.ChecksumMd5));
        Assert.Equal(StagingJournal.CommittedLength(_lake.Workspace.DataDir, SourceContract.Users), known.Bytes);
    }

    [Fact]
    public async Task A_file_that_is_sealed_between_two_runs_goes_on_under_its_new_name()
    {
        await using var writer = Writer(maxBytes: 100);
        await StageAsync(writer, 1, 2);
        await _lake.IngestAsync(1);
        // 26 bytes of header and 15 a row: the sixth and the eleventh row begin new files.
        for (var user = 3; user <= 13; user++)
            await StageAsync(writer, user);
        Assert.True(Directory.GetFiles(_lake.Workspace.DataDir, "users_api_staging.0*.csv").Length >= 2);

        var result = await _lake.IngestAsync(2);

        Assert.Equal(Enumerable.Range(3, 11).Select(user => $"{user}"), _lake.Rows(2, columns: "user_id"));
        Assert.Equal(11, result.Quality!.RowsIn);
        Assert.False((await _lake.IngestAsync(2)).Published);
        Assert.Equal(Enumerable.Range(1, 13).Select(user => $"{user}|30|F|Mobile"), await _lake.PreparedUsersAsync());
    }

    [Fact]
    public async Task Staged_rows_count_after_files_and_later_ones_after_earlier_ones()
    {
        await using var writer = Writer();
        await StageAsync(writer, 1);
        _lake.Users("users_z.csv", "1,50,M,Tablet", "2,50,M,Tablet");
        await _lake.IngestAsync(1);
        _lake.Users("users_zz.csv", "1,60,M,Tablet", "2,60,M,Tablet");
        await writer.StageAsync([new StagedEvent<UserRecord>(new UserRecord(1, 31, "F", "Mobile"), new LogPartition("log", "users", 0), 100)]);
        await _lake.IngestAsync(2);

        Assert.Equal(["1|31|F|Mobile", "2|60|M|Tablet"], await _lake.PreparedUsersAsync());
    }

    [Fact]
    public async Task Staging_that_is_begun_anew_is_new_and_what_was_staged_before_stays()
    {
        await using (var writer = Writer())
            await StageAsync(writer, 1, 2);
        await _lake.IngestAsync(1);
        foreach (var path in Directory.GetFiles(_lake.Workspace.DataDir, "*users_api_staging*"))
            File.Delete(path);
        await using (var writer = Writer())
            await StageAsync(writer, 3, 4, 5);

        await _lake.IngestAsync(2);

        Assert.Equal(["3", "4", "5"], _lake.Rows(2, columns: "user_id"));
        Assert.Equal(Enumerable.Range(1, 5).Select(user => $"{user}|30|F|Mobile"), await _lake.PreparedUsersAsync());
        Assert.False((await _lake.IngestAsync(2)).Published);
    }

    [Fact]
    public async Task A_staging_file_that_was_there_before_any_journal_goes_on_when_there_is_one()
    {
        _lake.Users("users_api_staging.csv", "1,30,F,Mobile");
        await _lake.IngestAsync(1);
        _lake.Append("users_api_staging.csv", "2,30,F,Mobile\n");
        await _lake.IngestAsync(2);
        Assert.Equal(["2"], _lake.Rows(2, columns: "user_id"));
        await using var writer = Writer(maxBytes: 80);
        for (var user = 3; user <= 9; user++)
            await StageAsync(writer, user);

        await _lake.IngestAsync(3);

        Assert.Equal(Enumerable.Range(3, 7).Select(user => $"{user}"), _lake.Rows(3, columns: "user_id"));
    }

    private StagingWriter<UserRecord> Writer(long maxBytes = StagingOptions.DefaultMaxBytes) => new(
        new UserStagingFormat(), new StagingOptions { Folder = _lake.Workspace.DataDir, MaxBytes = maxBytes }, NullLogger<StagingWriter<UserRecord>>.Instance);

    private static Task<IReadOnlyList<StagingOutcome>> StageAsync(StagingWriter<UserRecord> writer, params int[] users) =>
        writer.StageAsync([.. users.Select(user => new StagedEvent<UserRecord>(new UserRecord(user, 30, "F", "Mobile"), new LogPartition("log", "users", 0), user))]);
}
