using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Lake;

/// <summary>
/// A new version of one source, in all layers it is written to: seen by readers as a whole once <see cref="CommitAsync"/> has
/// returned, and not at all before. Without a commit nothing of it stays.
/// </summary>
internal sealed class LakeTransaction : IDisposable
{
    private readonly DataLakeStorage _lake;
    private readonly string _folder;
    private readonly SourceContract _contract;
    private readonly DateOnly _date;
    private readonly List<OpenLayer> _layers = [];

    public LakeTransaction(DataLakeStorage lake, string folder, SourceContract contract, DateOnly date)
    {
        _lake = lake;
        _folder = folder;
        _contract = contract;
        _date = date;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Starts the file of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="fields">Its columns.</param>
    /// <returns>The writer, which the transaction completes and disposes.</returns>
    public LakeFileWriter Open(LakeLayer layer, IReadOnlyList<Field> fields)
    {
        var file = new FileStream(FileOf(layer), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var writer = new LakeFileWriter(file, fields);
        _layers.Add(new OpenLayer(layer, writer, fields));
        return writer;
    }

    /// <summary>Starts the file of a layer with the rows that its partition has. Several layers may be started at once.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="fields">Its columns.</param>
    /// <param name="metadata">The metadata of what it has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The writer, which the transaction completes and disposes.</returns>
    /// <exception cref="InvalidDataException">The partition is not what was put there, or another version made it.</exception>
    public async Task<LakeFileWriter> ContinueAsync(LakeLayer layer, IReadOnlyList<Field> fields, LakeMetadata metadata, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(layer);
        var file = new FileStream(FileOf(layer), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            var writer = await LakeFileWriter.ContinueAsync(file, fields, _lake.FullPath(partition.DataPath), metadata, cancellationToken);
            lock (_layers)
                _layers.Add(new OpenLayer(layer, writer, fields));
            return writer;
        }
        catch (Exception exception) when (exception is InvalidDataException or FileNotFoundException)
        {
            throw new InvalidDataException(
                $"{partition.DataPath} {exception.Message}. Put back a copy of it, or ingest {_contract.Name} as a snapshot to make it anew.", exception);
        }
    }

    /// <summary>Completes the files, checks them with an independent reader, and makes them visible together.</summary>
    /// <param name="quality">What became of the source's rows.</param>
    /// <param name="sources">The files they came from.</param>
    /// <param name="mode">What the rows are of all there are.</param>
    /// <param name="ledger">What has been read now, published with the files; null to leave the one that is there.</param>
    /// <param name="cancellationToken">Gives up, until the point from which the new version is sure to appear.</param>
    /// <returns>The metadata of the new files, raw first.</returns>
    /// <exception cref="IOException">The lake can't be written; the old version is intact.</exception>
    /// <exception cref="InvalidDataException">A file does not read back as it was written; nothing is published.</exception>
    public async Task<IReadOnlyList<LakeMetadata>> CommitAsync(
        QualityReport quality, IReadOnlyList<SourceFileReport> sources, LakeMode mode, Ledger? ledger, CancellationToken cancellationToken)
    {
        // Layers that were continued at once were opened in any order.
        _layers.Sort((a, b) => a.Layer.CompareTo(b.Layer));
        var written = await Task.WhenAll(_layers.Select(open => Task.Run(
            async () =>
            {
                var file = open.Writer.Complete();
                await CheckAsync(open, file, cancellationToken);
                var partition = PartitionOf(open.Layer);
                return new LakeNewFile(
                    FileNameOf(open.Layer), partition, _lake.Describe(partition, open.Fields, file) with { Quality = quality, Sources = sources, Mode = mode });
            },
            cancellationToken)));
        cancellationToken.ThrowIfCancellationRequested();

        _lake.Publish(_folder, written, ledger);
        return [.. written.Select(file => file.Metadata)];
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        foreach (var open in _layers)
            open.Writer.Dispose();
        DataLakeStorage.Discard(_folder);
    }

    /// <summary>A path for a working file, which goes with the transaction.</summary>
    /// <param name="name">The file's name.</param>
    /// <returns>Its full path.</returns>
    public string PathOf(string name) => Path.Combine(_folder, name);

    private static string FileNameOf(LakeLayer layer) => LakePartition.NameOf(layer) + ".parquet";

    private string FileOf(LakeLayer layer) => PathOf(FileNameOf(layer));

    private LakePartition PartitionOf(LakeLayer layer) => new(layer, _contract.Name, _date, _contract.DatasetName);

    private async Task CheckAsync(OpenLayer open, LakeFileSummary file, CancellationToken cancellationToken)
    {
        await using var reader = await LakeFileReader.OpenAsync(FileOf(open.Layer), cancellationToken);
        var problems = await LakeFileCheck.RunAsync(
            reader, LakeSchema.Of(open.Fields), file.Rows, file.NullCounts, deep: false, cancellationToken, open.Writer.GroupsBefore);
        if (problems.Count > 0)
            throw new InvalidDataException($"{PartitionOf(open.Layer).DataPath} was written wrongly and is not published: {string.Join("; ", problems)}.");
    }

    // A class and not a tuple: code of collections for classes is there already when the process starts.
    private sealed record OpenLayer(LakeLayer Layer, LakeFileWriter Writer, IReadOnlyList<Field> Fields);
}
