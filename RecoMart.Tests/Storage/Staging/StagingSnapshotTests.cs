using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.Storage;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;
using RecoMart.Storage.Records;
using RecoMart.Storage.Staging;

namespace RecoMart.Tests.Storage.Staging;

/// <summary>The batch reads while the API writes.</summary>
public sealed class StagingSnapshotTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private int _next;

    public void Dispose() => _directory.Dispose();

    // A commit of 60 rows, one that rolls, and one more: the reader looks at the disk three times, between any changes of it.
    [Fact]
    public void A_reader_neither_misses_nor_doubles_a_row_wherever_a_roll_overtakes_it()
    {
        var changes = Play(take: int.MaxValue, list: int.MaxValue, open: int.MaxValue);
        Assert.InRange(changes, 12, 40);
        for (var take = 0; take < changes; take++)
        {
            for (var open = take; open < changes; open++)
            {
                foreach (var list in new[] { take, (take + open) / 2, open }.Distinct())
                    Play(take, list, open);
            }
        }
    }

    [Fact]
    public void A_reader_of_a_stopped_writer_sees_what_was_committed_wherever_it_stopped()
    {
        for (var stop = 0; stop < 25; stop++)
        {
            using var directory = new TemporaryDirectory();
            var left = stop;
            var disk = new HookedDisk(() => _ = left-- > 0 ? 0 : throw new CrashException());
            var committed = 0;
            try
            {
                var store = Open(directory.Path, disk);
                for (_next = 0; _next < 90; committed = _next)
                    store.Commit([Rows(30)]);
            }
            catch (CrashException)
            {
            }
            var seen = ReadAll(directory.Path);
            Assert.Equal(Enumerable.Range(0, seen.Count), seen);
            Assert.True(seen.Count == committed || seen.Count == _next, $"stopped before change {stop}: {seen.Count} rows of {committed} to {_next}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_writer_that_starts_after_the_snapshot_takes_nothing_away(bool listedBefore)
    {
        File.WriteAllText(_directory.Combine("users_api_staging.csv"), "user_id,age,gender,device\n7000,1,F,Mobile\n");
        var snapshot = StagingSnapshot.Take(_directory.Path, SourceContract.Users);
        var before = Directory.GetFiles(_directory.Path, "*.csv");
        var store = Open(_directory.Path, new StagingDisk());
        for (var commit = 0; commit < 3; commit++)
            store.Commit([Rows(60)]);
        var files = snapshot.Correct(listedBefore ? before : Directory.GetFiles(_directory.Path, "*.csv"));

        var rows = files.Order(StringComparer.Ordinal).SelectMany(file => Read(file, snapshot)).ToList();
        Assert.Contains(7000, rows);
        Assert.Equal(Enumerable.Range(0, rows.Count - 1), rows.Where(row => row != 7000).Order());
        Assert.Equal(rows.Count, rows.Distinct().Count());
    }

    // By then the name is another file's. All lines are of one length: so the old one's committed length is the end of a line in the new one, too.
    [Fact]
    public void A_roll_between_a_readers_look_at_the_names_and_its_opening_does_not_give_it_the_new_file()
    {
        var store = Open(_directory.Path, new StagingDisk());
        _next = 1000;
        store.Commit([Rows(50)]);
        var snapshot = StagingSnapshot.Take(_directory.Path, SourceContract.Users);

        var (reader, path) = snapshot.Open(SourceReading.Whole, () => store.Commit([Rows(60)]), CancellationToken.None);

        Assert.Equal(_directory.Combine("users_api_staging.000001.csv"), path);
        Assert.Equal(Enumerable.Range(1000, 50), Read(reader));
    }

    [Fact]
    public void Without_rows_the_active_file_is_left_out()
    {
        Open(_directory.Path, new StagingDisk());

        Assert.Empty(StagingSnapshot.Take(_directory.Path, SourceContract.Users).Correct([_directory.Combine("users_api_staging.csv")]));
    }

    [Fact]
    public void A_damaged_journal_makes_the_file_unreadable_and_says_which()
    {
        File.WriteAllText(_directory.Combine("users_api_staging.csv"), "user_id,age,gender,device\n1,1,F,Mobile\n");
        File.WriteAllText(_directory.Combine(".users_api_staging.journal"), "{");
        var snapshot = StagingSnapshot.Take(_directory.Path, SourceContract.Users);

        Assert.True(snapshot.Covers(_directory.Combine("users_api_staging.csv")));
        var exception = Assert.Throws<RecoMart.Storage.SourceFileException>(() => snapshot.Open(SourceReading.Whole, CancellationToken.None));
        Assert.Contains(".users_api_staging.journal is damaged", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_somebody_else_under_the_next_parts_name_does_not_hide_the_active_one()
    {
        var store = Open(_directory.Path, new StagingDisk());
        store.Commit([Rows(3)]);
        File.WriteAllText(_directory.Combine("users_api_staging.000001.csv"), "user_id,age,gender,device\n99,1,F,Mobile\n");

        Assert.Equal([0, 1, 2, 99], ReadAll(_directory.Path).Order());
        store.Commit([Rows(90)]);
        store.Commit([Rows(1)]);
        Assert.Equal(95, ReadAll(_directory.Path).Distinct().Count());
    }

    private int Play(int take, int list, int open)
    {
        using var directory = new TemporaryDirectory();
        _next = 0;
        var (changes, before, seen) = (0, 0, 0);
        StagingSnapshot? snapshot = null;
        List<string>? files = null;
        List<int>? rows = null;
        var store = Open(directory.Path, new StagingDisk());
        store.Commit([Rows(60)]);
        before = _next;
        store = Open(directory.Path, new HookedDisk(() =>
        {
            if (changes == take)
                (snapshot, seen) = (StagingSnapshot.Take(directory.Path, SourceContract.Users), before);
            if (changes == list)
                files = [.. snapshot!.Correct(Directory.GetFiles(directory.Path, "*.csv"))];
            if (changes == open)
                rows = [.. files!.Order(StringComparer.Ordinal).SelectMany(file => Read(file, snapshot!))];
            changes++;
        }));
        for (var commit = 0; commit < 2; commit++, before = _next)
            store.Commit([Rows(30)]);
        if (rows is not null)
        {
            Assert.True(rows.Count == rows.Distinct().Count(), $"doubled: {take}, {list}, {open}");
            Assert.True(!Enumerable.Range(0, seen).Except(rows).Any(), $"missed: {take}, {list}, {open}");
        }
        return changes;
    }

    private static StagingStore Open(string folder, IStagingDisk disk)
    {
        var store = new StagingStore(SourceContract.Users, new StagingOptions { Folder = folder, MaxBytes = 1200 }, disk, NullLogger.Instance);
        store.Open();
        return store;
    }

    private StagingBatch Rows(int count)
    {
        var events = Enumerable.Range(_next, count).Select(id => new StagedEvent<UserRecord>(new UserRecord(id, 1, "F", "Mobile"))).ToList();
        _next += count;
        return StagingBatch.Of(events, new UserStagingFormat());
    }

    private static List<int> ReadAll(string folder)
    {
        var snapshot = StagingSnapshot.Take(folder, SourceContract.Users);
        return [.. snapshot.Correct(Directory.GetFiles(folder, "*.csv")).Order(StringComparer.Ordinal).SelectMany(file => Read(file, snapshot))];
    }

    private static List<int> Read(string path, StagingSnapshot snapshot)
    {
        return Read(snapshot.Covers(path) ? snapshot.Open(SourceReading.Whole, CancellationToken.None).Reader : CsvSourceReader.Open(path, SourceContract.Users));
    }

    private static List<int> Read(ISourceReader opened)
    {
        using var reader = opened;
        var batch = new RowBatch(SourceContract.Users);
        batch.Restart(0);
        while (reader.Read(batch))
        {
        }
        return [.. ((Int64Column)batch.Columns[0]).Values[..batch.Count].ToArray().Select(id => checked((int)id))];
    }
}
