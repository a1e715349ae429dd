namespace RecoMart.Benchmarks.Measurement;

/// <summary>A temporary folder for inputs and outputs, deleted at the end.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("recomart-bench-");

    /// <summary>A path in the workspace whose folder exists.</summary>
    public string PathOf(params string[] parts)
    {
        var path = Path.Combine([_root.FullName, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public void Dispose() => _root.Delete(recursive: true);
}
