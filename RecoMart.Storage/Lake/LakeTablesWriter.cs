using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Lake;

/// <summary>
/// A new version of tables that are made from what is in the lake. Whoever makes them writes Parquet files into its folder and adds each
/// one as a dataset, which checks it; <see cref="Publish"/> makes all of them visible together. Without it nothing of them stays.
/// </summary>
public sealed class LakeTablesWriter : IDisposable
{
    private readonly DataLakeStorage _lake;
    private readonly string _folder;
    private readonly List<LakeNewFile> _files = [];

    /// <summary>Makes the folder.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="writeLock">Proof that this process may write to it.</param>
    /// <param name="name">What is being made, for who looks into the lake.</param>
    public LakeTablesWriter(DataLakeStorage lake, LakeWriteLock writeLock, string name)
    {
        ArgumentNullException.ThrowIfNull(lake);
        _lake = lake;
        _folder = lake.BeginTables(writeLock, name);
    }

    /// <summary>A path in the folder, for a file that becomes a dataset, or one that goes with the folder.</summary>
    /// <param name="name">The file's name.</param>
    /// <returns>Its full path.</returns>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Checks a file with a reader that shares no code with what wrote it, and adds it as a dataset.</summary>
    /// <param name="name">The file's name in the folder.</param>
    /// <param name="partition">The dataset.</param>
    /// <param name="fields">The columns it must have.</param>
    /// <param name="rows">The rows it must have.</param>
    /// <param name="lineage">What it was made from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its metadata.</returns>
    /// <exception cref="InvalidDataException">It is not what it must be; the message says in what.</exception>
    /// <exception cref="IOException">It can't be read or flushed.</exception>
    public async Task<LakeMetadata> AddAsync(
        string name, LakePartition partition, IReadOnlyList<Field> fields, long rows, LakeLineage lineage, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(partition);
        var path = PathOf(name);
        Durable.FlushFile(path);
        await using var reader = await LakeFileReader.OpenAsync(path, cancellationToken);
        var footer = LakeFooter.Read(reader);
        var problems = FindTypeProblems(reader, fields, footer).ToList();
        if (problems.Count == 0)
            problems.AddRange(await LakeFileCheck.RunAsync(reader, LakeSchema.Of(fields), rows, footer.NullCounts, deep: false, cancellationToken));
        if (problems.Count > 0)
            throw new InvalidDataException($"{partition.DataPath} was written wrongly and is not published: {string.Join("; ", problems)}.");

        var file = new LakeFileSummary(
            new FileInfo(path).Length, rows, await LakeChecksum.ComputeAsync(path, cancellationToken), footer.NullCounts, footer.MemoryBytes);
        var metadata = _lake.Describe(partition, fields, file) with { Lineage = lineage };
        _files.Add(new LakeNewFile(name, partition, metadata));
        return metadata;
    }

    /// <summary>Makes the datasets visible together. From its first moment on there is no way back.</summary>
    /// <exception cref="IOException">The lake can't be written; the old version is intact.</exception>
    public void Publish() => _lake.Publish(_folder, _files);

    /// <summary>Removes what was not published.</summary>
    public void Dispose() => DataLakeStorage.Discard(_folder);

    private static IEnumerable<string> FindTypeProblems(LakeFileReader reader, IReadOnlyList<Field> fields, LakeFooter footer)
    {
        // Wrong columns are told by the check that follows.
        foreach (var field in fields.Where(field => reader.Columns.Contains(field.Name)))
        {
            if (reader.TypeOf(field.Name) != ClrTypeOf(field.Type))
                yield return $"column {field.Name} holds {reader.TypeOf(field.Name).Name}, not {ClrTypeOf(field.Type).Name}";
            if (field.IsKey && footer.NullCounts[field.Name] > 0)
                yield return $"column {field.Name} is a key and has nulls";
        }
    }

    private static Type ClrTypeOf(FieldType type) => type switch
    {
        FieldType.Int64 => typeof(long),
        FieldType.Int32 => typeof(int),
        FieldType.Double => typeof(double),
        FieldType.Boolean => typeof(bool),
        FieldType.Timestamp => typeof(DateTime),
        _ => typeof(ReadOnlyMemory<char>),
    };
}
