using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.Storage.Records;
using RecoMart.Storage.Staging;

namespace RecoMart.Tests.BatchIngestor.Incremental;

/// <summary>Source files to which one random thing after the other happens, as it does in a shop: files come, grow, change, get other names, events are staged.</summary>
internal sealed class ChangingSources(IngestorWorkspace workspace, Random random) : IDisposable
{
    private const int StagingBytes = 600;

    // A file that gets another name and other content between two runs is a new one, and nobody can know better.
    private readonly HashSet<string> _renamed = [];
    private readonly HashSet<string> _changed = [];
    private StagingWriter<UserRecord>? _users;
    private StagingWriter<TransactionRecord>? _transactions;
    private long _staged;
    private int _files;
    private int _seconds;

    /// <summary>Does one thing, and says what.</summary>
    public string Change()
    {
        switch (random.Next(10))
        {
            case 0 or 1:
                return $"new {WriteNew("user")}";
            case 2 or 3:
                return $"new {WriteNew("transaction")}";
            case 4 when PickFile() is { } path && !_renamed.Contains(path):
                File.AppendAllText(path, Rows(path, random.Next(1, 5)));
                _changed.Add(path);
                return $"grown {Path.GetFileName(Settle(path))}";
            case 5 when PickFile() is { } path && !_renamed.Contains(path):
                File.WriteAllText(path, Header(path) + Rows(path, random.Next(0, 6)));
                _changed.Add(path);
                return $"replaced {Path.GetFileName(Settle(path))}";
            case 6 when PickFile() is { } path && !_changed.Contains(path):
                var name = Path.Combine(workspace.DataDir, Path.GetFileName(path).StartsWith("user", StringComparison.Ordinal) ? $"user_{_files++}.csv" : $"transaction_{_files++}.csv");
                File.Move(path, name);
                _renamed.Add(name);
                return $"renamed {Path.GetFileName(path)} to {Path.GetFileName(name)}";
            case 7 when PickFile() is { } path:
                return $"touched {Path.GetFileName(Settle(path))}";
            case 8:
                WriteProducts();
                return "products";
            default:
                Stage();
                return "staged events";
        }
    }

    /// <summary>Tells that a run has seen everything.</summary>
    public void Seen()
    {
        _renamed.Clear();
        _changed.Clear();
    }

    /// <summary>Writes what every source must have.</summary>
    public void Begin()
    {
        WriteNew("user");
        WriteNew("transaction");
        WriteProducts();
    }

    public void Dispose()
    {
        _users?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _transactions?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private string WriteNew(string source)
    {
        var path = Path.Combine(workspace.DataDir, $"{source}_{random.Next(100)}_{_files++}.csv");
        File.WriteAllText(path, Header(path) + Rows(path, random.Next(0, 20)));
        return Path.GetFileName(Settle(path));
    }

    private void WriteProducts()
    {
        File.WriteAllText(workspace.Combine("data", "products.json"), string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ =>
            $$"""{"item_id":{{random.Next(1, 6)}},"price":{{random.Next(1, 9)}},"category":"Toys"}""" + "\n")));
    }

    private void Stage()
    {
        _users ??= new StagingWriter<UserRecord>(new UserStagingFormat(), Options(), NullLogger<StagingWriter<UserRecord>>.Instance);
        _transactions ??= new StagingWriter<TransactionRecord>(new TransactionStagingFormat(), Options(), NullLogger<StagingWriter<TransactionRecord>>.Instance);
        _users.StageAsync([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => new StagedEvent<UserRecord>(
            new UserRecord(random.Next(1, 9), random.Next(18, 80), "F", "Mobile"), new LogPartition("log", "users", 0), _staged++))]).GetAwaiter().GetResult();
        _transactions.StageAsync([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => new StagedEvent<TransactionRecord>(
            new TransactionRecord(random.Next(1, 9), random.Next(1, 6), "view", null, 1_775_000_000_000_000 + random.Next(50)), new LogPartition("log", "transactions", 0), _staged++))])
            .GetAwaiter().GetResult();
    }

    private StagingOptions Options() => new() { Folder = workspace.DataDir, MaxBytes = StagingBytes };

    private string? PickFile()
    {
        var files = Directory.GetFiles(workspace.DataDir, "*.csv").Where(path => !path.Contains("staging", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        return files.Length == 0 ? null : files[random.Next(files.Length)];
    }

    // Most files are older than a run; some were written just now.
    private string Settle(string path)
    {
        if (random.Next(4) != 0)
            File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(_seconds++));
        return path;
    }

    private static string Header(string path) =>
        Path.GetFileName(path).StartsWith("user", StringComparison.Ordinal) ? IngestorWorkspace.UserHeader : IngestorWorkspace.TransactionHeader;

    private string Rows(string path, int count)
    {
        var isUsers = Path.GetFileName(path).StartsWith("user", StringComparison.Ordinal);
        var rows = Enumerable.Range(0, count).Select(_ => isUsers ? User() : Transaction()).ToList();
        var text = string.Join('\n', rows);
        // A last line without its line break, which may go on later.
        return count == 0 ? "" : random.Next(5) == 0 ? text : text + "\n";
    }

    private string User() => random.Next(8) switch
    {
        0 => "nobody,1,M,Mobile",
        1 => $"{random.Next(1, 9)},,\"M\",Tablet",
        2 => $"{random.Next(1, 9)},3",
        _ => string.Create(CultureInfo.InvariantCulture, $"{random.Next(1, 9)},{random.Next(18, 80)},M,Desktop"),
    };

    private string Transaction() => random.Next(8) switch
    {
        0 => "1,x,view,,2026-03-01",
        1 => $"{random.Next(1, 9)},1,wiew,,2026-03-01",
        2 => $"{random.Next(1, 9)},{random.Next(1, 6)},\"purchase\",5,2026-03-0{random.Next(1, 9)}",
        _ => $"{random.Next(1, 9)},{random.Next(1, 6)},view,{random.Next(1, 6)},2026-03-0{random.Next(1, 9)}T10:00:00",
    };
}
