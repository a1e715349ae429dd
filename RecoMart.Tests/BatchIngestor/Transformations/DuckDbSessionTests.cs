using RecoMart.BatchIngestor.Transformations;

namespace RecoMart.Tests.BatchIngestor.Transformations;

public sealed class DuckDbSessionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _retried = [];
    private readonly DuckDbSession _session;

    public DuckDbSessionTests() => _session = new DuckDbSession(
        new TransformationSettings
        {
            ViewWeight = 1,
            AddToCartWeight = 1,
            PurchaseWeight = 1,
            RatingWeight = 1,
            HalfLifeDays = 1,
            RatingPrior = 1,
            MemoryBytes = 64_000_000,
            Threads = 2,
        },
        _directory.Combine("spill"), _retried.Add);

    public void Dispose()
    {
        _session.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_query_that_needs_more_memory_than_it_may_have_says_which_setting_to_raise()
    {
        var error = Assert.Throws<InvalidDataException>(() => _session.Copy("a list", "SELECT list(i) AS all_of_them FROM range(100000000) AS r(i)", _directory.Combine("x.parquet"), CancellationToken.None));

        Assert.Equal(["a list"], _retried);
        Assert.StartsWith("a list needs more memory than the 64 MB it may use: raise sql_memory_limit, such as to 1GB.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sort_that_does_not_fit_into_memory_goes_through_files()
    {
        _session.Copy("a sort", "SELECT hash(i) AS h, i FROM range(6000000) AS r(i) ORDER BY h", _directory.Combine("x.parquet"), CancellationToken.None);

        var counted = _session.ReadNumbers("a count", $"SELECT COUNT(*) AS rows FROM read_parquet({DuckDbSession.Literal(_directory.Combine("x.parquet"))})", CancellationToken.None);
        Assert.Equal(6_000_000, counted["rows"]);
        Assert.True(Directory.Exists(_directory.Combine("spill")));
    }

    [Fact]
    public void Confined_it_opens_the_files_it_may_and_no_others_and_still_goes_through_files()
    {
        var (input, output, other) = (_directory.Combine("in.parquet"), _directory.Combine("out.parquet"), _directory.Combine("other.txt"));
        _session.Copy("rows", "SELECT hash(i) AS h, i FROM range(6000000) AS r(i)", input, CancellationToken.None);
        File.WriteAllText(other, "secret");

        _session.Confine([input, output]);

        Assert.Equal(6_000_000, _session.Copy("a sort", $"SELECT * FROM read_parquet({DuckDbSession.Literal(input)}) ORDER BY h", output, CancellationToken.None));
        Assert.True(Directory.Exists(_directory.Combine("spill")));
        foreach (var sql in (string[])
            [
                $"SELECT content FROM read_text({DuckDbSession.Literal(other)})",
                $"COPY (SELECT 1) TO {DuckDbSession.Literal(other)}",
                $"ATTACH {DuckDbSession.Literal(_directory.Combine("other.db"))}",
                "SELECT * FROM glob('/*')",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                $"SET allowed_paths = [{DuckDbSession.Literal(other)}]",
                "SET allowed_directories = ['/']",
                $"EXPORT DATABASE {DuckDbSession.Literal(_directory.Combine("exported"))}",
            ])
        {
            Assert.Throws<InvalidDataException>(() => _session.Execute("it", sql, CancellationToken.None));
        }
        Assert.Equal("secret", File.ReadAllText(other));
        Assert.Equal(["in.parquet", "other.txt", "out.parquet", "spill"], Directory.EnumerateFileSystemEntries(_directory.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_query_can_be_interrupted()
    {
        using var stop = new CancellationTokenSource();
        var endless = Task.Run(() => _session.ReadNumbers("endless", "SELECT COUNT(*) AS rows FROM range(1000000000) AS a(i), range(1000000) AS b(j) WHERE i * j = -1", stop.Token), CancellationToken.None);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless.WaitAsync(TimeSpan.FromMinutes(1)));
    }
}
