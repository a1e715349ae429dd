using System.Text.Json;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Retention;

/// <summary>A folder of a date: what is ours in it, what is not, and whether it is what was put there.</summary>
internal sealed class DatedFolder
{
    private const int MostNamed = 3;

    private readonly DataLakeStorage _lake;
    private readonly LakeMetadata? _metadata;
    private string? _problem;
    private bool _isHashed;

    /// <summary>Looks into it.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="partition">The partition, with the name that its dataset must have.</param>
    public DatedFolder(DataLakeStorage lake, LakePartition partition)
    {
        _lake = lake;
        Partition = partition;
        var folder = new DirectoryInfo(lake.FullPath(partition.Folder));
        List<FileSystemInfo> files = folder.Exists ? [.. folder.EnumerateFileSystemInfos()] : [];
        var ours = files.Where(IsOurs).ToList();
        var foreign = files.Except(ours).Select(file => file.Name).Order(StringComparer.Ordinal).ToList();
        if (foreign.Count > 0)
            Foreign = $"holds what RecoMart did not put there: {string.Join(", ", foreign.Take(MostNamed))}{(foreign.Count > MostNamed ? ", …" : "")}";
        if (folder.LinkTarget is { } target)
            Foreign = $"is a link to {target}";
        Bytes = ours.OfType<FileInfo>().Sum(file => file.Length);
        IsEmpty = ours.Count == 0;
        if (!IsEmpty)
            _problem = FindProblem(out _metadata);
    }

    /// <summary>Where it is.</summary>
    public LakePartition Partition { get; }

    /// <summary>The size of our files in it.</summary>
    public long Bytes { get; }

    /// <summary>What is in it that is not ours, as the end of a sentence about the folder; null when there is nothing.</summary>
    public string? Foreign { get; }

    /// <summary>Whether nothing of a dataset is in it.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether its rows add to those of the dates before; so too where nothing says that they don't.</summary>
    public bool Continues => Partition.Layer is not (LakeLayer.Prepared or LakeLayer.Features) && (_metadata is null ? !IsEmpty : _metadata.Mode is LakeMode.Incremental);

    /// <summary>What is wrong with it, as far as that shows without reading the data.</summary>
    public LakeProblem? Problem => _problem is null ? null : new LakeProblem(Partition.DataPath, _problem);

    /// <summary>The same, with the data's MD5 compared.</summary>
    public async Task<LakeProblem?> FindProblemAsync(CancellationToken cancellationToken)
    {
        if (_problem is null && !_isHashed && !IsEmpty)
            _problem = await ReadAsync(cancellationToken);
        _isHashed = true;
        return Problem;
    }

    private bool IsOurs(FileSystemInfo file) => file is FileInfo { LinkTarget: null }
        && (file.Name == Path.GetFileName(Partition.DataPath) || file.Name == Path.GetFileName(Partition.MetadataPath));

    private string? FindProblem(out LakeMetadata? metadata)
    {
        metadata = null;
        try
        {
            metadata = _lake.ReadMetadata(Partition);
        }
        catch (FileNotFoundException)
        {
            return "has no metadata, so nothing vouches for it";
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return $"has metadata that can't be read: {exception.Message}";
        }
        try
        {
            return LakeChecksum.FindSizeProblem(_lake.FullPath(Partition.DataPath), metadata);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"can't be read: {exception.Message}";
        }
    }

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LakeChecksum.FindProblemAsync(_lake.FullPath(Partition.DataPath), _metadata!, pause: null, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"can't be read: {exception.Message}";
        }
    }
}
