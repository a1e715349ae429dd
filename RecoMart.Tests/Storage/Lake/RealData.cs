using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>The real data, which is not part of the repository: <c>../shared/data/original</c> beside it, where it is there.</summary>
internal static class RealData
{
    private static readonly string s_folder = Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared", "data", "original"));

    /// <summary>The files of a source that the ingestor reads, in its order.</summary>
    public static string[] FilesOf(SourceContract contract)
    {
        Skip.IfNot(Directory.Exists(s_folder), "the real data (../shared/data/original, seen from the repository) is not here");
        string[] names = contract.Name switch
        {
            "users" => ["users1.csv", "users2.csv", "users_api_staging.csv"],
            "products" => ["products.json"],
            _ => ["transactions.csv", "transactions_api_staging.csv"],
        };
        return [.. names.Select(name => Path.Combine(s_folder, name))];
    }

    public static string PathOf(string name)
    {
        Skip.IfNot(Directory.Exists(s_folder), "the real data (../shared/data/original, seen from the repository) is not here");
        return Path.Combine(s_folder, name);
    }

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RecoMart.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
