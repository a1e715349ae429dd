using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>A lake of a test's own, and ingests into it as the ingestor makes them.</summary>
internal sealed class LakeFolder : IDisposable
{
    public static readonly DateOnly Date = new(2026, 1, 27);

    private readonly TemporaryDirectory _directory = new();

    public LakeFolder() => Lake = new DataLakeStorage(_directory.Combine("storage"));

    public DataLakeStorage Lake { get; }

    public string Base => Lake.BasePath;

    public string Pending => Path.Combine(Base, ".pending");

    public static QualityReport Quality { get; } = new()
    {
        RowsIn = 3,
        Raw = 2,
        Validated = 1,
        Quarantined = 2,
        QuarantinedByReason = new Dictionary<string, long> { ["user_id: missing"] = 1, ["age: must be > 0"] = 1 },
        NulledByReason = new Dictionary<string, long>(),
        Warnings = ["users.csv, line 3: Größe “?”"],
    };

    public static IReadOnlyList<SourceFileReport> Sources { get; } = [new SourceFileReport { File = "users.csv", Outcome = SourceFileOutcome.Read, Rows = 3, Rejected = 2, Bytes = 99 }];

    public void Dispose() => _directory.Dispose();

    public string PathOf(LakeLayer layer, SourceContract contract) => Lake.FullPath(Partition(layer, contract).DataPath);

    public string MetadataOf(LakeLayer layer, SourceContract contract) => Lake.FullPath(Partition(layer, contract).MetadataPath);

    public static LakePartition Partition(LakeLayer layer, SourceContract contract) => new(layer, contract.Name, Date, contract.DatasetName);

    public string WriteSource(string name, string content)
    {
        File.WriteAllText(_directory.Combine(name), content);
        return _directory.Combine(name);
    }

    /// <summary>Waits for the lock, with a deadline.</summary>
    public async Task<LakeWriteLock> LockAsync(Action<string>? onWaiting = null)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await Lake.LockAsync(onWaiting ?? (_ => { }), deadline.Token);
    }

    /// <summary>Ingests users from CSV text.</summary>
    public Task<IReadOnlyList<LakeMetadata>> IngestUsersAsync(string rows) =>
        IngestAsync(SourceContract.Users, WriteSource("users.csv", "user_id,age,gender,device\n" + rows));

    /// <summary>Ingests source files.</summary>
    public async Task<IReadOnlyList<LakeMetadata>> IngestAsync(SourceContract contract, params string[] paths)
    {
        using var writeLock = await LockAsync();
        using var writer = new IngestWriter(Lake, writeLock, contract, Date);
        await WriteAsync(writer, contract, paths);
        return await writer.CommitAsync(Quality with { DuplicateKeys = writer.CountDuplicateKeys() }, Sources, null, CancellationToken.None);
    }

    public static async Task WriteAsync(IngestWriter writer, SourceContract contract, params string[] paths)
    {
        var names = paths.Select(path => Path.GetFileName(path)!).ToList();
        var cleaner = new RowCleaner(contract);
        var batch = new RowBatch(contract);
        for (var file = 0; file < paths.Length; file++)
        {
            using var reader = ReadFile.Open(paths[file], contract);
            for (var more = true; more;)
            {
                batch.Restart(file);
                more = reader.Read(batch);
                cleaner.Clean(batch);
                await writer.WriteAsync(cleaner, names);
            }
        }
    }

    public async Task<IReadOnlyList<string>> VerifyAsync(bool deep = true)
    {
        var result = await Lake.VerifyAsync(deep, null, CancellationToken.None);
        return [.. result.Problems.Select(problem => $"{problem.Path}: {problem.Problem}")];
    }

    /// <summary>Every file of the lake with a hash of its content, but for the lock and what is pending.</summary>
    public IReadOnlyList<string> Snapshot() =>
    [
        .. Directory.EnumerateFiles(Base, "*", SearchOption.AllDirectories)
            .Where(path => !path.StartsWith(Pending, StringComparison.Ordinal) && !Path.GetFileName(path).StartsWith(".lock", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(Base, path)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"),
    ];
}
