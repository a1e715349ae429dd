using System.Text;
using RecoMart.Storage;
using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage;

/// <summary>A folder of source files of a test's own.</summary>
internal sealed class SourceFolder : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public string PathOf(string name) => _directory.Combine(name);

    public string Write(string name, params IEnumerable<byte> content)
    {
        File.WriteAllBytes(PathOf(name), [.. content]);
        return PathOf(name);
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    /// <summary>Reads a file of users, <c>users.csv</c>.</summary>
    public ReadFile Users(byte[] content) => Csv(SourceContract.Users, "users.csv", content);

    public ReadFile Users(string content) => Users(Encoding.UTF8.GetBytes(content));

    public ReadFile Transactions(string content) => Csv(SourceContract.Transactions, "transactions.csv", Encoding.UTF8.GetBytes(content));

    public ReadFile Csv(SourceContract contract, string name, byte[] content) => ReadFile.Of(Write(name, content), contract);

    /// <summary>Reads a file of products, <c>products.json</c>.</summary>
    public ReadFile Products(byte[] content) => ReadFile.Of(Write("products.json", content), SourceContract.Products);

    public ReadFile Products(string content) => Products(Encoding.UTF8.GetBytes(content));

    /// <summary>The error with which a file of users is refused.</summary>
    public string UsersRefused(byte[] content) => Refused(() => Users(content));

    public string UsersRefused(string content) => UsersRefused(Encoding.UTF8.GetBytes(content));

    public static string Refused(Action read) => Assert.Throws<SourceFileException>(read).Message;
}
