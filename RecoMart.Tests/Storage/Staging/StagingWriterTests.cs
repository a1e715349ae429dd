using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Records;
using RecoMart.Storage.Staging;

namespace RecoMart.Tests.Storage.Staging;

public sealed class StagingWriterTests : IDisposable
{
    private const string UsersHeader = "user_id,age,gender,device\n";
    private const string Header = "user_id,item_id,view_mode,rating,timestamp\n";
    private const long HalfPastTen = 1_769_509_800_000_000;
    private static readonly LogPartition s_partition = new("cluster/topic-1", "recomart-users", 0);

    private readonly TemporaryDirectory _directory = new();

    private string Users => _directory.Combine("users_api_staging.csv");

    private string Journal => _directory.Combine(".users_api_staging.journal");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Rows_stand_in_the_file_as_the_specification_writes_them()
    {
        await using (var writer = new StagingWriter<TransactionRecord>(
            new TransactionStagingFormat(), new StagingOptions { Folder = _directory.Path }, NullLogger<StagingWriter<TransactionRecord>>.Instance))
        {
            await writer.StageAsync(
            [
                new(new TransactionRecord(1001, 150, "purchase", 5, HalfPastTen)),
                new(new TransactionRecord(long.MinValue, long.MaxValue, "add_to_cart", null, HalfPastTen + 120)),
                new(new TransactionRecord(1, 2, "view", 1, -1)),
            ]);
        }

        Assert.Equal(
            Header
            + "1001,150,purchase,5,2026-01-27T10:30:00\n"
            + "-9223372036854775808,9223372036854775807,add_to_cart,,2026-01-27T10:30:00.000120\n"
            + "1,2,view,1,1969-12-31T23:59:59.999999\n",
            await File.ReadAllTextAsync(_directory.Combine("transactions_api_staging.csv")));
    }

    [Fact]
    public void No_word_of_the_contract_breaks_a_line_or_begins_a_formula()
    {
        var words = SourceContract.Users.Fields.Concat(SourceContract.Transactions.Fields).SelectMany(field => field.AllowedValues).ToList();

        Assert.Equal(8, words.Count);
        Assert.All(words, word => Assert.All(word, letter => Assert.True(char.IsAsciiLetter(letter) || letter == '_')));
    }

    [Theory]
    [InlineData("=1+1", "Mobile")]
    [InlineData("M", "Mobile\n1,1,M,Mobile")]
    [InlineData("m", "Mobile")]
    [InlineData("M", "\"Mobile")]
    public async Task Any_other_text_is_refused_before_it_comes_near_the_file(string gender, string device)
    {
        await using (var writer = Open())
            await Assert.ThrowsAsync<ArgumentException>(() => writer.StageAsync([new(new UserRecord(1, 1, gender, device))]));

        Assert.Equal(UsersHeader, await File.ReadAllTextAsync(Users));
    }

    [Fact]
    public async Task An_event_that_comes_again_is_acknowledged_and_not_written_again()
    {
        await using (var writer = Open())
            Assert.Equal([StagingOutcome.Staged, StagingOutcome.Duplicate, StagingOutcome.Staged], await writer.StageAsync([At(0), At(0), At(1)]));
        await using (var writer = Open())
            Assert.Equal([StagingOutcome.Duplicate, StagingOutcome.Duplicate, StagingOutcome.Staged], await writer.StageAsync([At(0), At(1), At(7)]));

        Assert.Equal([0, 1, 7], Rows());
    }

    [Fact]
    public async Task Another_partition_topic_or_log_has_offsets_of_its_own()
    {
        await using var writer = Open();
        await writer.StageAsync([At(5)]);

        Assert.Equal(
            [StagingOutcome.Staged, StagingOutcome.Staged, StagingOutcome.Staged, StagingOutcome.Duplicate],
            await writer.StageAsync(
            [
                At(0, s_partition with { Partition = 1 }),
                At(1, s_partition with { Topic = "other" }),
                At(2, s_partition with { Log = "cluster/topic-2" }),
                At(3),
            ]));
    }

    [Fact]
    public async Task What_was_never_committed_is_cut_off_at_the_start()
    {
        await using (var writer = Open())
            await writer.StageAsync([At(0)]);
        await File.AppendAllTextAsync(Users, "1,1,F,Mobile\n2,2,");
        await using (var writer = Open())
            await writer.StageAsync([At(1)]);

        Assert.Equal([0, 1], Rows());
    }

    [Fact]
    public async Task A_file_that_another_program_began_keeps_its_whole_lines()
    {
        await File.WriteAllTextAsync(Users, UsersHeader + "70,28,M,Mobile\n71,2");
        await using (var writer = Open())
            await writer.StageAsync([At(0)]);

        Assert.Equal([70, 0], Rows());
    }

    [Theory]
    [InlineData("user_id,age,gender,device\r\n70,28,M,Mobile\r\n")]
    [InlineData("device,user_id,age,gender\nMobile,70,28,M")]
    [InlineData("x")]
    public async Task A_file_with_another_header_is_set_aside_untouched(string content)
    {
        await File.WriteAllTextAsync(Users, content);
        await using (var writer = Open())
            await writer.StageAsync([At(0)]);

        Assert.Equal(content, await File.ReadAllTextAsync(_directory.Combine("users_api_staging.000001.csv")));
        Assert.Equal([0], Rows());
    }

    [Fact]
    public async Task A_file_shorter_than_its_journal_keeps_its_whole_lines_and_goes_on()
    {
        await using (var writer = Open())
            await writer.StageAsync([At(0), At(1), At(2)]);
        var text = await File.ReadAllTextAsync(Users);
        await File.WriteAllTextAsync(Users, text[..^5]);
        await using (var writer = Open())
            Assert.Equal([StagingOutcome.Duplicate, StagingOutcome.Staged], await writer.StageAsync([At(2), At(3)]));

        Assert.Equal([0, 1, 3], Rows());
    }

    [Fact]
    public async Task A_file_that_is_deleted_while_the_service_runs_is_begun_anew()
    {
        await using var writer = Open();
        await writer.StageAsync([At(0)]);
        File.Delete(Users);
        await writer.StageAsync([At(1)]);

        Assert.Equal([1], Rows());
        Assert.Equal(new FileInfo(Users).Length, StagingJournal.CommittedLength(_directory.Path, SourceContract.Users));
    }

    [Fact]
    public async Task A_damaged_journal_stops_staging_and_says_what_to_do()
    {
        await File.WriteAllTextAsync(Users, UsersHeader);
        await File.WriteAllTextAsync(Journal, "{\"version\":1}");
        await using var writer = Open();

        var exception = await Assert.ThrowsAsync<StagingException>(() => writer.StageAsync([At(0)]));

        Assert.StartsWith($"{Journal} is damaged", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_file_is_sealed_and_the_next_one_begins_with_the_header()
    {
        await using (var writer = Open(maxBytes: 100))
        {
            for (var offset = 0; offset < 20; offset++)
                await writer.StageAsync([At(offset)]);
        }
        var parts = Directory.GetFiles(_directory.Path, "*.csv").Order(StringComparer.Ordinal).ToList();

        Assert.Equal("users_api_staging.000001.csv", Path.GetFileName(parts[0]));
        Assert.All(parts, part => Assert.InRange(new FileInfo(part).Length, UsersHeader.Length, 100));
        Assert.Equal(Enumerable.Range(0, 20), parts.SelectMany(Rows).Order());
        Assert.Empty(Directory.GetFiles(_directory.Path, "*.tmp"));
    }

    [Fact]
    public async Task Only_one_process_writes_at_a_time()
    {
        await using var second = await StandBehindAsync(Open());

        await second.StageAsync([At(1)]);

        Assert.Equal([0, 1], Rows());
    }

    [Fact]
    public async Task Two_hundred_and_fifty_six_writers_lose_nothing_and_share_flushes()
    {
        const int writers = 256;
        const int each = 20;
        var clock = Stopwatch.StartNew();
        await using (var writer = Open(maxBytes: 20_000))
        {
            await Task.WhenAll(Enumerable.Range(0, writers).Select(partition => Task.Run(async () =>
            {
                for (var offset = 0; offset < each; offset++)
                {
                    var id = (partition * each) + offset;
                    await writer.StageAsync([new(new UserRecord(id, 1, "M", "Tablet"), s_partition with { Partition = partition }, offset)]);
                }
            })));
        }
        var rows = Directory.GetFiles(_directory.Path, "*.csv").Order(StringComparer.Ordinal).SelectMany(Rows).ToList();

        Assert.Equal(Enumerable.Range(0, writers * each), rows.Order());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }

    [SkippableFact]
    public async Task A_full_disk_refuses_events_and_takes_them_when_there_is_room_again()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=256k", "none", _directory.Path), "needs root on Linux, to mount a small disk");
        try
        {
            await using (var writer = Open())
            {
                await writer.StageAsync([At(0)]);
                await File.WriteAllBytesAsync(_directory.Combine("ballast"), new byte[200 * 1024]);
                var offset = 1;
                var failure = await Assert.ThrowsAsync<StagingException>(async () =>
                {
                    for (; offset < 20; offset++)
                        await writer.StageAsync([.. Enumerable.Range(offset * 1000, 1000).Select(at => At(at))]);
                });
                Assert.Contains("space", failure.Message, StringComparison.OrdinalIgnoreCase);
                await Assert.ThrowsAsync<StagingException>(() => writer.StageAsync([.. Enumerable.Range(offset * 1000, 1000).Select(at => At(at))]));
                Assert.Equal(StagingJournal.CommittedLength(_directory.Path, SourceContract.Users), new FileInfo(Users).Length);

                File.Delete(_directory.Combine("ballast"));
                Assert.All(
                    await writer.StageAsync([.. Enumerable.Range(offset * 1000, 1000).Select(at => At(at))]),
                    outcome => Assert.Equal(StagingOutcome.Staged, outcome));
                Assert.Equal(Enumerable.Range(1000, offset * 1000).Prepend(0), Rows());
            }
        }
        finally
        {
            Assert.True(Run("umount", _directory.Path));
        }
    }

    private async Task<StagingWriter<UserRecord>> StandBehindAsync(StagingWriter<UserRecord> first)
    {
        await first.StageAsync([At(0)]);
        var second = Open();
        var exception = await Assert.ThrowsAsync<StagingException>(() => second.StageAsync([At(1)]));
        Assert.Contains("another process writes", exception.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        await Assert.ThrowsAsync<StagingException>(() => first.StageAsync([At(1)]));
        return second;
    }

    private StagingWriter<UserRecord> Open(long maxBytes = StagingOptions.DefaultMaxBytes) => new(
        new UserStagingFormat(),
        new StagingOptions { Folder = _directory.Path, MaxBytes = maxBytes },
        NullLogger<StagingWriter<UserRecord>>.Instance);

    private static StagedEvent<UserRecord> At(long offset, LogPartition? partition = null) =>
        new(new UserRecord(offset, 30, "F", "Desktop"), partition ?? s_partition, offset);

    private List<int> Rows() => Rows(Users);

    private static List<int> Rows(string path)
    {
        var lines = File.ReadAllLines(path);
        Assert.Equal(UsersHeader.TrimEnd(), lines[0]);
        return [.. lines.Skip(1).Select(line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture))];
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
