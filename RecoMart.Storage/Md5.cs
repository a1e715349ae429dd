using System.Security.Cryptography;

namespace RecoMart.Storage;

/// <summary>The specification's checksum. It guards against damage and mix-ups, not against people.</summary>
public static class Md5
{
    /// <summary>A hash to add to.</summary>
    /// <returns>The hash of nothing.</returns>
    public static IncrementalHash Create() =>
#pragma warning disable CA5351 // the specification's checksum
        IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351

    /// <summary>The hash of what was added so far.</summary>
    /// <param name="hash">The hash, which can be added to after that.</param>
    /// <returns>In lower-case hexadecimal digits.</returns>
    public static string TextOf(IncrementalHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
