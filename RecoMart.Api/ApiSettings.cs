using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Staging;

namespace RecoMart.Api;

/// <summary>The API's settings.</summary>
internal sealed class ApiSettings
{
    private const string KeySetting = "RecoMart:InternalApiKey";
    private const string MaxBytesSetting = "staging_max_bytes";
    private const long SmallestMaxBytes = 1024;

    private readonly byte[] _keyHash;

    private ApiSettings(string key, StagingOptions staging) => (_keyHash, Staging) = (Hash(key), staging);

    /// <summary>Where and how events are staged.</summary>
    public StagingOptions Staging { get; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">One is missing or wrong.</exception>
    public static ApiSettings Read(IConfiguration configuration)
    {
        var key = configuration[KeySetting];
        if (string.IsNullOrWhiteSpace(key))
        {
            throw new InvalidSettingException(
                $"The setting {KeySetting} (environment variable RecoMart__InternalApiKey) is missing; give the API and the consumer the same "
                + "secret text, for example the output of `openssl rand -hex 32`.");
        }
        return new ApiSettings(key, new StagingOptions { Folder = ReadFolder(configuration), MaxBytes = ReadMaxBytes(configuration) });
    }

    /// <summary>Compares a key in constant time, whatever its length.</summary>
    public bool IsInternalKey(string key) => CryptographicOperations.FixedTimeEquals(Hash(key), _keyHash);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static string ReadFolder(IConfiguration configuration)
    {
        var folder = configuration["data_dir"] is { Length: > 0 } value ? value : "data";
        if (File.Exists(folder))
        {
            throw new InvalidSettingException(
                $"The setting data_dir (environment variable RECOMART_DATA_DIR) is {folder}, which is a file; name a folder, such as data.");
        }
        return Path.GetFullPath(folder);
    }

    private static long ReadMaxBytes(IConfiguration configuration)
    {
        if (configuration[MaxBytesSetting] is not { Length: > 0 } text)
            return StagingOptions.DefaultMaxBytes;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes >= SmallestMaxBytes)
            return bytes;
        throw new InvalidSettingException(
            $"The setting {MaxBytesSetting} (environment variable RECOMART_STAGING_MAX_BYTES) is '{text}'; give a number of bytes from "
            + $"{SmallestMaxBytes} on, such as {StagingOptions.DefaultMaxBytes}.");
    }
}
