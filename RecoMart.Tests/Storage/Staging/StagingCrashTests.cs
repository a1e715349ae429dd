using System.Globalization;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Records;
using RecoMart.Storage.Staging;

namespace RecoMart.Tests.Storage.Staging;

/// <summary>A staging file written through crash after crash, against the plain list of events that should be in it.</summary>
public class StagingCrashTests
{
    private const string Folder = "/data";
    private const int Partitions = 3;
    private const int EventsPerPartition = 40;
    private static readonly UserStagingFormat s_format = new();
    private static readonly StagingNames s_names = new(Folder, SourceContract.Users);

    [Fact]
    public void Every_event_is_there_exactly_once_and_in_order_whatever_crashes_when()
    {
        Gen.Int.Sample(Survive, iter: 3000, threads: 1);
    }

    private static void Survive(int seed)
    {
        var random = new Random(seed);
        var disk = new ModelDisk(random);
        var confirmed = new int[Partitions];
        var store = Open(disk);
        for (var crashes = 0; confirmed.Any(next => next < EventsPerPartition);)
        {
            disk.Budget = crashes < 30 && random.Next(3) == 0 ? random.Next(25) : int.MaxValue;
            try
            {
                store ??= Open(disk);
                // As a consumer that lost its place does: some events are sent again.
                var from = confirmed.Select(next => Math.Max(0, next - random.Next(4))).ToArray();
                var to = from.Select((first, partition) => Math.Max(confirmed[partition], Math.Min(EventsPerPartition, first + random.Next(8)))).ToArray();
                var requests = Enumerable.Range(0, Partitions).Select(partition => Request(partition, from[partition], to[partition])).ToList();
                store.Commit(requests);
                for (var partition = 0; partition < Partitions; partition++)
                {
                    var outcomes = requests[partition].Outcomes;
                    for (var i = 0; i < outcomes.Length && from[partition] + i < confirmed[partition]; i++)
                        Assert.Equal(StagingOutcome.Duplicate, outcomes[i]);
                    confirmed[partition] = to[partition];
                }
            }
            catch (CrashException)
            {
                crashes++;
                store = null;
                disk.Reboot(powerFailed: random.Next(2) == 0);
                disk.Budget = int.MaxValue;
            }
        }
        var rows = Rows(disk);
        for (var partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal(
                Enumerable.Range(0, EventsPerPartition),
                rows.Where(row => row.UserId / 1000 == partition).Select(row => (int)(row.UserId % 1000)));
        }
        Assert.Equal(Partitions * EventsPerPartition, rows.Count);
        Assert.All(disk.Files.Where(file => s_names.PartOf(file.Key) is not null), file => Assert.InRange(file.Value.Length, 1, 512));
    }

    private static StagingStore Open(ModelDisk disk)
    {
        var store = new StagingStore(SourceContract.Users, new StagingOptions { Folder = Folder, MaxBytes = 512 }, disk, NullLogger.Instance);
        store.Open();
        return store;
    }

    private static StagingBatch Request(int partition, int from, int to) => StagingBatch.Of(
        [
            .. Enumerable.Range(from, Math.Max(0, to - from)).Select(offset => new StagedEvent<UserRecord>(
                new UserRecord((partition * 1000) + offset, 1, "F", "Tablet"), new LogPartition("log", "recomart-users", partition), offset)),
        ],
        s_format);

    private static List<(long UserId, string Line)> Rows(ModelDisk disk)
    {
        var files = disk.Files.Where(file => file.Key.EndsWith(".csv", StringComparison.Ordinal))
            .OrderBy(file => s_names.PartOf(file.Key) ?? int.MaxValue).Select(file => Encoding.UTF8.GetString(file.Value)).ToList();
        Assert.All(files, file => Assert.StartsWith("user_id,age,gender,device\n", file, StringComparison.Ordinal));
        Assert.All(files, file => Assert.EndsWith("\n", file, StringComparison.Ordinal));
        var lines = files.SelectMany(file => file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)).ToList();
        Assert.All(lines, line => Assert.EndsWith(",1,F,Tablet", line, StringComparison.Ordinal));
        return [.. lines.Select(line => (long.Parse(line.Split(',')[0], CultureInfo.InvariantCulture), line))];
    }
}
