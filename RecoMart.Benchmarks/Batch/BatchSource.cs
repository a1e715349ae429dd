using RecoMart.Benchmarks.Generation;

namespace RecoMart.Benchmarks.Batch;

/// <summary>A source that the batch scenario ingests.</summary>
/// <param name="Name">Its name, as the ingestor's command line has it.</param>
/// <param name="InputName">The file name that the ingestor looks for.</param>
/// <param name="Header">The file's first line, where it has a header.</param>
/// <param name="Dataset">The name of its dataset in the lake.</param>
/// <param name="DefaultRows">How many rows are measured when nobody says otherwise.</param>
/// <param name="Write">Writes so many rows.</param>
internal sealed record BatchSource(string Name, string InputName, string? Header, string Dataset, long DefaultRows, Action<Stream, long> Write)
{
    public static BatchSource Transactions { get; } = new(
        "transactions", "transactions.csv", "user_id,item_id,view_mode,rating,timestamp", "transactions_merged", 10_000_000,
        (output, rows) => TransactionGenerator.Write(output, new TransactionOptions { Rows = rows }));

    public static BatchSource Users { get; } = new(
        "users", "users.csv", "user_id,age,gender,device", "users_merged", 2_000_000,
        (output, rows) => UserGenerator.Write(output, new UserOptions { Rows = rows }));

    public static BatchSource Products { get; } = new(
        "products", "products.json", null, "products", 500_000,
        (output, rows) => ProductGenerator.Write(output, new ProductOptions { Rows = rows }));

    public static IReadOnlyList<BatchSource> All { get; } = [Transactions, Users, Products];

    /// <summary>The source of a name.</summary>
    public static BatchSource Named(string name) => All.Single(source => source.Name == name);

    /// <summary>Makes an input file.</summary>
    public void Generate(string path, long rows)
    {
        using var file = File.Create(path);
        Write(file, rows);
        file.Flush(flushToDisk: true); // else the contenders' own flushes would wait for it
    }
}
