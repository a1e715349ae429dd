using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace RecoMart.Storage;

/// <summary>MD5s by which a source file is known again: against changes and mix-ups, not against people.</summary>
public static class SourceFingerprint
{
    /// <summary>The bytes at each end of a file that count in its edges.</summary>
    public const int EdgeBytes = 64 << 10;

    private const int BufferBytes = 1 << 20;

    // File systems keep the time of a change in steps of up to two seconds: within one a file can change again and keep its time.
    private static readonly TimeSpan s_timeSteps = TimeSpan.FromSeconds(2);

    /// <summary>A time of change, as far as it tells later changes. To be asked before the content is looked at.</summary>
    /// <param name="modified">The time that the file has now, UTC.</param>
    /// <returns>The time; null where the file was written to just now, and may be again without another time.</returns>
    public static DateTime? Settled(DateTime modified) => modified < DateTime.UtcNow - s_timeSteps ? modified : null;

    /// <summary>The MD5 of the first and the last <see cref="EdgeBytes"/> of a part of a file, or of all of it where that is no more.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length of the part, from the start.</param>
    /// <returns>In lower-case hexadecimal digits.</returns>
    public static string OfEdges(SafeFileHandle file, long length)
    {
        using var hash = Md5.Create();
        var first = Math.Min(length, EdgeBytes);
        Append(hash, file, 0, first);
        Append(hash, file, Math.Max(first, length - EdgeBytes), length);
        return Md5.TextOf(hash);
    }

    /// <summary>The hash of a part of a file, from the start.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length of the part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The hash, which more can be added to.</returns>
    public static IncrementalHash OfStart(SafeFileHandle file, long length, CancellationToken cancellationToken)
    {
        var hash = Md5.Create();
        Append(hash, file, 0, length, cancellationToken);
        return hash;
    }

    private static void Append(IncrementalHash hash, SafeFileHandle file, long from, long to, CancellationToken cancellationToken = default)
    {
        var buffer = new byte[Math.Min(BufferBytes, Math.Max(0, to - from))];
        while (from < to)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from)), from);
            if (count == 0)
                return;
            hash.AppendData(buffer, 0, count);
            from += count;
        }
    }
}
