using System.Buffers;
using System.Globalization;

namespace RecoMart.Storage.Lake;

/// <summary>Compares a data file with the size and the MD5 in its metadata.</summary>
public static class LakeChecksum
{
    private const int BufferBytes = 1 << 20;
    private const string Missing = "is missing, though its metadata is there";

    /// <summary>Reads the whole file.</summary>
    /// <param name="path">The data file.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="pause">Called after each MiB by whoever does this beside more urgent work.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is wrong, as the end of a sentence about the file; null if nothing is.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static async Task<string?> FindProblemAsync(
        string path, LakeMetadata metadata, Func<CancellationToken, Task>? pause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (!File.Exists(path))
            return Missing;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
        if (FindSizeProblem(file.Length, metadata) is { } problem)
            return problem;
        var md5 = await HashAsync(file, pause, cancellationToken);
        return md5 == metadata.ChecksumMd5 ? null : $"has the MD5 {md5}, not {metadata.ChecksumMd5}";
    }

    /// <summary>Compares the size alone.</summary>
    /// <param name="path">The data file.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <returns>What is wrong, as the end of a sentence about the file; null if nothing is.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static string? FindSizeProblem(string path, LakeMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (!File.Exists(path))
            return Missing;
        using var file = File.OpenHandle(path, share: FileShare.Read | FileShare.Delete);
        return FindSizeProblem(RandomAccess.GetLength(file), metadata);
    }

    /// <summary>Computes the MD5 of a file that nobody has described yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The MD5, in lower-case hexadecimal digits.</returns>
    internal static async Task<string> ComputeAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        return await HashAsync(file, pause: null, cancellationToken);
    }

    private static string? FindSizeProblem(long length, LakeMetadata metadata) =>
        length == metadata.FileSizeBytes ? null : string.Create(CultureInfo.InvariantCulture, $"has {length} bytes, not {metadata.FileSizeBytes}");

    private static async Task<string> HashAsync(FileStream file, Func<CancellationToken, Task>? pause, CancellationToken cancellationToken)
    {
        using var hash = Md5.Create();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await file.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellationToken) is > 0 and var read)
            {
                hash.AppendData(buffer, 0, read);
                if (pause is not null)
                    await pause(cancellationToken);
            }
            return Md5.TextOf(hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
