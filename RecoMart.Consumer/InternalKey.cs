using System.Security.Cryptography;
using System.Text;
using RecoMart.ServiceDefaults;

namespace RecoMart.Consumer;

/// <summary>The secret that the services of RecoMart show each other.</summary>
internal sealed class InternalKey
{
    /// <summary>The header it is shown in.</summary>
    public const string Header = "X-RecoMart-Internal-Key";

    /// <summary>The setting it is read from.</summary>
    public const string Setting = "RecoMart:InternalApiKey";

    private readonly byte[] _hash;

    /// <summary>Takes a key.</summary>
    public InternalKey(string value) => (Value, _hash) = (value, Hash(value));

    /// <summary>The key itself; for requests, and for nothing else.</summary>
    public string Value { get; }

    /// <summary>Reads the key.</summary>
    /// <exception cref="InvalidSettingException">There is none.</exception>
    public static InternalKey Read(IConfiguration configuration) => configuration[Setting] is { } key && !string.IsNullOrWhiteSpace(key)
        ? new InternalKey(key)
        : throw new InvalidSettingException(
            $"The setting {Setting} (environment variable RecoMart__InternalApiKey) is missing: the secret that the API and the consumer "
            + "share, for example 32 random letters and digits. The AppHost makes one by itself.");

    /// <summary>Compares in a time that tells nothing about the key, not even its length.</summary>
    public bool Matches(string? candidate) => candidate is not null && CryptographicOperations.FixedTimeEquals(Hash(candidate), _hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
