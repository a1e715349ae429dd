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

    /// <summary>A hash to add to.</summary>
    public static IncrementalHash Create() =>
#pragma warning disable CA5351 // the specification's checksum
        IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351

    /// <summary>Whether a time of change is certain to be another after the next change.</summary>
    /// <param name="modified">The time of change, UTC.</param>
    /// <returns>False for files that were changed just now.</returns>
    public static bool IsSettled(DateTime modified) => modified < DateTime.UtcNow - s_timeSteps;

    /// <summary>The MD5 of the first and the last <see cref="EdgeBytes"/> of a part of a file, or of all of it where that is no more.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length of the part, from the start.</param>
    /// <returns>In lower-case hexadecimal digits.</returns>
    public static string OfEdges(SafeFileHandle file, long length)
    {
        using var hash = Create();
        var first = Math.Min(length, EdgeBytes);
        Append(hash, file, 0, first);
        Append(hash, file, Math.Max(first, length - EdgeBytes), length);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The hash of a part of a file, from the start.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length of the part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The hash, which more can be added to.</returns>
    public static IncrementalHash OfStart(SafeFileHandle file, long length, CancellationToken cancellationToken)
    {
        var hash = Create();
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
