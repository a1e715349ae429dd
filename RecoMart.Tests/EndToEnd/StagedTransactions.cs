using System.Globalization;

namespace RecoMart.Tests.EndToEnd;

/// <summary>What has become of the transactions of a <see cref="StreamLoad"/>.</summary>
internal static class StagedTransactions
{
    /// <summary>Waits until everything that was accepted is staged.</summary>
    public static Task AllAcceptedAsync(StreamProcesses processes, StreamLoad load, Func<string>? explain = null)
    {
        var accepted = load.Accepted;
        return StreamProcesses.UntilAsync(
            () => accepted.IsSubsetOf(Peek(processes)),
            () => $"Accepted and not staged: {accepted.Except(Peek(processes)).Count()} of {accepted.Count}.\n{explain?.Invoke()}");
    }

    /// <summary>Waits until so many more are staged.</summary>
    public static Task MoreAsync(StreamProcesses processes, StreamLoad load, int count)
    {
        var before = Peek(processes).Count;
        return StreamProcesses.UntilAsync(
            () => Peek(processes).Count >= before + count, () => $"{Peek(processes).Count - before} more are staged, of {load.AcceptedCount}.");
    }

    /// <summary>
    /// When nothing is written any more: all that was accepted is there once, nothing that was not sent, each user's in their order.
    /// </summary>
    /// <param name="processes">The processes that staged it.</param>
    /// <param name="load">What was sent.</param>
    /// <param name="othersMayBeLate">Whether the order is that of accepted events only: a broker may come to a request long after its client is gone.</param>
    /// <returns>How many there are.</returns>
    public static int AssertExactlyOnce(StreamProcesses processes, StreamLoad load, bool othersMayBeLate = false)
    {
        var rows = Read(processes, load);
        Assert.Equal(rows.Count, rows.Distinct().Count());
        Assert.Empty(load.Accepted.Except(rows));
        Assert.Empty(rows.Except(load.Sent));
        var accepted = load.Accepted;
        var ordered = othersMayBeLate ? rows.Where(accepted.Contains) : rows;
        foreach (var user in ordered.GroupBy(row => row.User))
            Assert.Equal(user.Select(row => row.Item).Order(), user.Select(row => row.Item));
        return rows.Count;
    }

    // While rows are being written: the last line may be half of one, and a file may be renamed.
    private static HashSet<(long User, long Item)> Peek(StreamProcesses processes)
    {
        try
        {
            return [.. processes.Staged("transactions").Select(line => line.Split(',')).Where(cells => cells.Length == 5).Select(Ids)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    // On Kafka others have events on the same topics: only this load's users count.
    private static List<(long User, long Item)> Read(StreamProcesses processes, StreamLoad load)
    {
        var rows = new List<(long, long)>();
        foreach (var line in processes.Staged("transactions"))
        {
            var cells = line.Split(',');
            Assert.True(cells.Length == 5, $"Not a row: {line}");
            Assert.True(DateTime.TryParse(cells[4], CultureInfo.InvariantCulture, out _), $"Not a time: {line}");
            if (!load.IsMine(Ids(cells).User))
                continue;
            rows.Add(Ids(cells));
            Assert.Equal("view", cells[2]);
        }
        return rows;
    }

    private static (long User, long Item) Ids(string[] cells) =>
        (long.Parse(cells[0], CultureInfo.InvariantCulture), long.Parse(cells[1], CultureInfo.InvariantCulture));
}
