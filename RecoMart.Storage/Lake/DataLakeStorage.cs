using System.Globalization;
using System.Text.Json;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Lake;

/// <summary>
/// The data lake: a folder of Parquet files partitioned by layer, source and ingestion date, each with its metadata.
/// <code>
/// storage/raw/users/2026-01-27/users_merged.parquet
/// storage/raw/users/2026-01-27/users_merged_metadata.json
/// storage/ledger/users.json          what has been read of a source's files
/// storage/.pending/                  versions being written; emptied by whoever opens the lake after a crash
/// storage/.lock                      held by the one process that writes, which storage/.locked-by names
/// </code>
/// </summary>
public sealed class DataLakeStorage
{
    private const string CommitFile = "commit.json";
    private static readonly TimeSpan s_lockPoll = TimeSpan.FromMilliseconds(200);
    private readonly TimeProvider _time;

    /// <summary>Names a lake; nothing is touched yet.</summary>
    /// <param name="basePath">The lake's base folder.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public DataLakeStorage(string basePath, TimeProvider? time = null)
    {
        BasePath = Path.GetFullPath(basePath);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>The lake's base folder, as a full path.</summary>
    public string BasePath { get; }

    /// <summary>Whether the base folder is there.</summary>
    public bool Exists => Directory.Exists(BasePath);

    private DateTime UtcNow => _time.GetUtcNow().UtcDateTime;

    private string PendingPath => Path.Combine(BasePath, ".pending");

    private string LockPath => Path.Combine(BasePath, ".lock");

    /// <summary>The full path of something in the lake.</summary>
    /// <param name="path">Its path relative to the base, with forward slashes.</param>
    /// <returns>The full path.</returns>
    public string FullPath(string path) => Path.GetFullPath(Path.Combine(BasePath, path));

    /// <summary>Waits for the right to write, and cleans up after a process that died while it had it.</summary>
    /// <param name="onWaiting">Told once who holds the lock, when there is somebody to wait for.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The lock; dispose it when the writing is done.</returns>
    /// <exception cref="IOException">The base folder can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The base folder can't be written to.</exception>
    public async Task<LakeWriteLock> LockAsync(Action<string> onWaiting, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(BasePath);
        var told = false;
        while (true)
        {
            if (LakeWriteLock.TryTake(LockPath, _time.GetUtcNow()) is { } taken)
            {
                Recover();
                return taken;
            }
            if (!told)
                onWaiting(LakeWriteLock.Holder(LockPath));
            told = true;
            await Task.Delay(s_lockPoll, _time, cancellationToken);
        }
    }

    /// <summary>Starts a new version of a source.</summary>
    /// <param name="writeLock">Proof that this process may write.</param>
    /// <param name="contract">The source.</param>
    /// <param name="date">The ingestion date, UTC.</param>
    /// <returns>The transaction.</returns>
    internal LakeTransaction Begin(LakeWriteLock writeLock, SourceContract contract, DateOnly date)
    {
        ArgumentNullException.ThrowIfNull(writeLock);
        var name = string.Create(CultureInfo.InvariantCulture, $"{contract.Name}-{date:yyyy-MM-dd}-{Guid.NewGuid():N}");
        return new LakeTransaction(this, Path.Combine(PendingPath, name), contract, date);
    }

    /// <summary>Makes a folder for tables that are being made from what is in the lake.</summary>
    /// <param name="writeLock">Proof that this process may write.</param>
    /// <param name="name">What is being made, for who looks into the lake.</param>
    /// <returns>The folder; whoever opens the lake after a crash removes it.</returns>
    internal string BeginTables(LakeWriteLock writeLock, string name)
    {
        ArgumentNullException.ThrowIfNull(writeLock);
        return Directory.CreateDirectory(Path.Combine(PendingPath, $"{name}-{Guid.NewGuid():N}")).FullName;
    }

    /// <summary>
    /// Removes folders of dates with all that is in them. Each is moved aside as a whole before anything in it is deleted: whatever is
    /// killed, a dataset is there wholly or gone wholly, and whoever opens the lake next deletes the rest.
    /// </summary>
    /// <param name="writeLock">Proof that this process may write.</param>
    /// <param name="partitions">The folders, as <see cref="ListPartitions()"/> gives them.</param>
    /// <exception cref="IOException">One can't be moved; it and those after it are as they were.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not move one; it and those after it are as they were.</exception>
    public void Remove(LakeWriteLock writeLock, IReadOnlyList<LakePartition> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        var aside = BeginTables(writeLock, "prune");
        try
        {
            foreach (var partition in partitions)
            {
                Directory.Move(FullPath(partition.Folder), Path.Combine(aside, $"{partition.LayerName}-{partition.Source}"));
                // Gone from its place first: after a power failure it must not be there with half of its files.
                Durable.FlushFolder(aside);
                Durable.FlushFolder(Path.GetDirectoryName(FullPath(partition.Folder))!);
            }
        }
        finally
        {
            Discard(aside);
        }
    }

    /// <summary>Finishes what a dead process had decided to publish and removes what it had not, unless a living one is writing.</summary>
    public void RecoverIfIdle()
    {
        if (!Directory.Exists(PendingPath) || !Directory.EnumerateFileSystemEntries(PendingPath).Any())
            return;
        try
        {
            using var taken = LakeWriteLock.TryTake(LockPath, _time.GetUtcNow());
            if (taken is not null)
                Recover();
        }
        catch (UnauthorizedAccessException)
        {
            // Somebody who may only look: what is decided but not in place is put there by the next who may write.
        }
    }

    /// <summary>Lists the datasets in the lake that have metadata, by layer, source and date.</summary>
    /// <param name="unreadable">Told of metadata that can't be read.</param>
    /// <returns>The datasets.</returns>
    public IReadOnlyList<LakeEntry> List(Action<LakeProblem>? unreadable = null)
    {
        var entries = new List<LakeEntry>();
        foreach (var dataset in ListPartitions().SelectMany(ListDatasets))
        {
            try
            {
                entries.Add(new LakeEntry(dataset, ReadMetadata(dataset)));
            }
            catch (IOException) when (!Directory.Exists(FullPath(dataset.Folder)))
            {
                // It was pruned meanwhile.
            }
            catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
            {
                unreadable?.Invoke(new LakeProblem(dataset.MetadataPath, $"can't be read: {exception.Message}"));
            }
        }
        return entries;
    }

    /// <summary>Lists the folders of dates, by layer, source and date; what is in them is not looked at.</summary>
    /// <returns>The partitions, without the name of a dataset.</returns>
    public IEnumerable<LakePartition> ListPartitions()
    {
        foreach (var layer in Enum.GetValues<LakeLayer>())
        {
            foreach (var source in Folders(LakePartition.NameOf(layer)))
            {
                foreach (var partition in ListPartitions(layer, Path.GetFileName(source)))
                    yield return partition;
            }
        }
    }

    /// <summary>Lists the folders of dates of a source in one layer, by date; what is in them is not looked at.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="source">The source.</param>
    /// <returns>The partitions, without the name of a dataset.</returns>
    public IEnumerable<LakePartition> ListPartitions(LakeLayer layer, string source)
    {
        foreach (var folder in Folders(Path.Combine(LakePartition.NameOf(layer), source)))
        {
            if (DateOnly.TryParseExact(Path.GetFileName(folder), LakePartition.DateFormat, out var date))
                yield return new LakePartition(layer, source, date, "");
        }
    }

    /// <summary>Lists the datasets of a partition that have metadata.</summary>
    /// <param name="partition">The partition, as <see cref="ListPartitions()"/> gives it.</param>
    /// <returns>The datasets, by name.</returns>
    public IEnumerable<LakePartition> ListDatasets(LakePartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        return Files(partition, "*" + LakePartition.MetadataSuffix)
            .Order(StringComparer.Ordinal)
            .Select(path => partition with { DatasetName = Path.GetFileName(path)[..^LakePartition.MetadataSuffix.Length] });
    }

    /// <summary>Reads the metadata of a dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <returns>Its metadata.</returns>
    /// <exception cref="JsonException">The file is none of ours, or damaged.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public LakeMetadata ReadMetadata(LakePartition dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using var file = new FileStream(FullPath(dataset.MetadataPath), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var metadata = JsonSerializer.Deserialize(file, StorageJson.Default.LakeMetadata) ?? throw new JsonException("null");
        var isMade = dataset.Layer is LakeLayer.Prepared or LakeLayer.Features;
        if (isMade ? metadata.Lineage is null : metadata.Quality is null || metadata.Sources is null)
            throw new JsonException(isMade ? "It has no lineage." : "It has no quality report or no list of source files.");
        return metadata;
    }

    /// <summary>Opens the data file of a dataset.</summary>
    /// <param name="partition">The dataset.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reader.</returns>
    public Task<LakeFileReader> OpenAsync(LakePartition partition, CancellationToken cancellationToken) =>
        LakeFileReader.OpenAsync(FullPath(partition.DataPath), cancellationToken);

    /// <summary>Checks every data file against its metadata: size, MD5, schema, row and null counts, statistics.</summary>
    /// <param name="deep">Whether to decode all values, not a sample of the row groups.</param>
    /// <param name="only">Which datasets to verify; all when null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was found.</returns>
    public async Task<LakeVerification> VerifyAsync(bool deep, Func<LakePartition, bool>? only, CancellationToken cancellationToken)
    {
        RecoverIfIdle();
        var problems = new List<LakeProblem>();
        var known = new HashSet<string>();
        var files = 0;
        long bytes = 0;
        foreach (var entry in List(problems.Add))
        {
            known.Add(entry.Partition.DataPath);
            if (only is not null && !only(entry.Partition))
                continue;
            files++;
            bytes += entry.Metadata.FileSizeBytes;
            problems.AddRange(await VerifyAsync(entry, deep, cancellationToken));
        }
        foreach (var partition in ListPartitions())
        {
            foreach (var path in Files(partition, "*.parquet"))
            {
                var orphan = partition with { DatasetName = Path.GetFileNameWithoutExtension(path) };
                // Not one whose unreadable metadata is reported already.
                if ((only is null || only(orphan)) && !known.Contains(orphan.DataPath) && !File.Exists(FullPath(orphan.MetadataPath)))
                    problems.Add(new LakeProblem(orphan.DataPath, "has no metadata, so nothing vouches for it"));
            }
        }
        return new LakeVerification(files, bytes, problems);
    }

    /// <summary>What the metadata of a new file says of the file itself.</summary>
    /// <param name="partition">The dataset it becomes.</param>
    /// <param name="fields">Its columns.</param>
    /// <param name="file">The file.</param>
    /// <returns>The metadata, without what tells where the rows came from.</returns>
    internal LakeMetadata Describe(LakePartition partition, IReadOnlyList<Field> fields, LakeFileSummary file) => new()
    {
        Source = partition.Source,
        DataType = partition.LayerName,
        Timestamp = UtcNow,
        FilePath = FullPath(partition.DataPath).Replace('\\', '/'),
        FileSizeBytes = file.Bytes,
        RecordCount = file.Rows,
        Schema = LakeSchema.Of(fields),
        ChecksumMd5 = file.Md5,
        NullCounts = file.NullCounts,
        MemoryUsageBytes = file.MemoryBytes,
    };

    /// <summary>Makes the files of a transaction visible together, each with its metadata.</summary>
    /// <param name="folder">The transaction's folder.</param>
    /// <param name="files">The files in it, flushed to disk.</param>
    /// <param name="ledger">What a source's ledger is from then on; null to leave it.</param>
    internal void Publish(string folder, IReadOnlyList<LakeNewFile> files, Ledger? ledger = null)
    {
        var renames = new List<LakeRename>();
        foreach (var (name, partition, metadata) in files)
        {
            renames.Add(new LakeRename(name, partition.DataPath));
            Add(Path.ChangeExtension(name, ".json"), StorageJson.Write(metadata), partition.MetadataPath);
        }
        if (ledger is not null)
            Add("ledger.json", StorageJson.Write(ledger), Ledger.PathOf(ledger.Source));
        Durable.FlushFolder(folder);
        Publish(folder, new LakeCommit(renames));

        void Add(string name, byte[] content, string target)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllBytes(path, content);
            Durable.FlushFile(path);
            renames.Add(new LakeRename(name, target));
        }
    }

    /// <summary>What has been read of a source.</summary>
    /// <param name="contract">The source.</param>
    /// <returns>Its ledger; null where there is none.</returns>
    /// <exception cref="InvalidDataException">It can't be understood; the message says what to do.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public Ledger? ReadLedger(SourceContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var path = Ledger.PathOf(contract.Name);
        return File.Exists(FullPath(path)) ? Ledger.Parse(path, File.ReadAllBytes(FullPath(path))) : null;
    }

    /// <summary>Publishes a ledger where no rows are to be published with it.</summary>
    /// <param name="writeLock">Proof that this process may write.</param>
    /// <param name="ledger">The ledger.</param>
    /// <exception cref="IOException">It can't be written; the one before is intact.</exception>
    public void WriteLedger(LakeWriteLock writeLock, Ledger ledger)
    {
        ArgumentNullException.ThrowIfNull(writeLock);
        ArgumentNullException.ThrowIfNull(ledger);
        var path = FullPath(Ledger.PathOf(ledger.Source));
        CreateFolder(Path.GetDirectoryName(path)!);
        Durable.WriteFile(path, StorageJson.Write(ledger));
    }

    private void Publish(string folder, LakeCommit commit)
    {
        // What can fail should fail now: after the decision there is no way back to the old version.
        CreateFolders(commit);
        // From here on the new version appears, whatever happens to this process.
        Durable.WriteFile(Path.Combine(folder, CommitFile), StorageJson.Write(commit));
        try
        {
            Finish(folder, commit);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LakeUnfinishedException(
                $"a new version is decided, but not all of it could be put in place; the next command that opens the lake goes on with it: {exception.Message}", exception);
        }
    }

    /// <summary>Removes the folder of a transaction that was not decided.</summary>
    /// <param name="folder">The transaction's folder.</param>
    internal static void Discard(string folder)
    {
        if (Directory.Exists(folder) && !File.Exists(Path.Combine(folder, CommitFile)))
            Directory.Delete(folder, recursive: true);
    }

    private void Recover()
    {
        if (!Directory.Exists(PendingPath))
            return;
        foreach (var folder in Directory.GetDirectories(PendingPath))
        {
            var commit = Path.Combine(folder, CommitFile);
            if (File.Exists(commit))
                Finish(folder, ReadCommit(commit));
            else
                Directory.Delete(folder, recursive: true);
        }
    }

    private IEnumerable<string> Folders(string path) =>
        Directory.Exists(FullPath(path)) ? Directory.EnumerateDirectories(FullPath(path)).Order(StringComparer.Ordinal) : [];

    private string[] Files(LakePartition partition, string pattern)
    {
        try
        {
            return Directory.GetFiles(FullPath(partition.Folder), pattern);
        }
        catch (DirectoryNotFoundException)
        {
            // It was pruned after its folder was listed.
            return [];
        }
    }

    // May be called again after it was interrupted anywhere: a rename that has been made has no source any more.
    private void Finish(string folder, LakeCommit commit)
    {
        var targets = commit.Renames.Select(rename => FullPath(rename.To)).ToList();
        CreateFolders(commit);
        foreach (var (rename, target) in commit.Renames.Zip(targets))
        {
            var from = Path.Combine(folder, rename.From);
            if (File.Exists(from))
                File.Move(from, target, overwrite: true);
        }
        foreach (var target in targets.Select(target => Path.GetDirectoryName(target)!).Distinct())
            Durable.FlushFolder(target);
        Directory.Delete(folder, recursive: true);
    }

    private static LakeCommit ReadCommit(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), StorageJson.Default.LakeCommit) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{path} says which files of an interrupted ingest belong into the lake, and can't be read: {exception.Message} "
                + "Delete its folder, ingest again, and verify the lake.", exception);
        }
    }

    private void CreateFolders(LakeCommit commit)
    {
        foreach (var folder in commit.Renames.Select(rename => Path.GetDirectoryName(FullPath(rename.To))!).Distinct())
            CreateFolder(folder);
    }

    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var parent = Path.GetDirectoryName(folder)!;
        CreateFolder(parent);
        Directory.CreateDirectory(folder);
        Durable.FlushFolder(parent);
    }

    private async Task<IEnumerable<LakeProblem>> VerifyAsync(LakeEntry entry, bool deep, CancellationToken cancellationToken)
    {
        var path = FullPath(entry.Partition.DataPath);
        while (true)
        {
            IReadOnlyList<string> problems;
            try
            {
                problems = await FindProblemsAsync(path, entry.Metadata, deep, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                problems = [$"can't be read: {exception.Message}"];
            }
            // An ingest may have put a new version in place meanwhile: then its metadata is new too, and says what to expect.
            if (problems.Count > 0 && File.Exists(FullPath(entry.Partition.MetadataPath)) && ReadMetadata(entry.Partition) is var current && current.ChecksumMd5 != entry.Metadata.ChecksumMd5)
            {
                entry = entry with { Metadata = current };
                continue;
            }
            // Or it was pruned.
            if (!Directory.Exists(FullPath(entry.Partition.Folder)))
                return [];
            return problems.Select(problem => new LakeProblem(entry.Partition.DataPath, problem));
        }
    }

    private static async Task<IReadOnlyList<string>> FindProblemsAsync(
        string path, LakeMetadata metadata, bool deep, CancellationToken cancellationToken)
    {
        if (await LakeChecksum.FindProblemAsync(path, metadata, pause: null, cancellationToken) is { } problem)
            return [problem];
        await using var reader = await LakeFileReader.OpenAsync(path, cancellationToken);
        return await LakeFileCheck.RunAsync(reader, metadata.Schema, metadata.RecordCount, metadata.NullCounts, deep, cancellationToken);
    }
}
