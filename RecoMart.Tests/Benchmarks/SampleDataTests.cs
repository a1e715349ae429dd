using RecoMart.Benchmarks.Generation;

namespace RecoMart.Tests.Benchmarks;

public sealed class SampleDataTests
{
    public static TheoryData<string> Files => [.. SampleData.Files.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_sample_in_the_repository_is_what_its_generator_makes(string name)
    {
        using var made = new MemoryStream();
        SampleData.Files[name](made);

        Assert.Equal(made.ToArray(), File.ReadAllBytes(Path.Combine(RepositoryRoot(), "data", name)));
    }

    [Fact]
    public void The_sample_is_small()
    {
        var bytes = SampleData.Files.Keys.Sum(name => new FileInfo(Path.Combine(RepositoryRoot(), "data", name)).Length);

        Assert.InRange(bytes, 100_000, 400_000);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RecoMart.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"RecoMart.sln lies nowhere above {AppContext.BaseDirectory}.");
    }
}
