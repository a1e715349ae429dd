using System.Text;
using System.Text.Json;
using RecoMart.Benchmarks.Generation;

namespace RecoMart.Tests.Benchmarks;

public sealed class GeneratorTests
{
    public static TheoryData<string> Kinds => ["transactions", "users", "products"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_seed_makes_the_same_bytes(string kind) => Assert.Equal(Generate(kind, 2_000, seed: 5), Generate(kind, 2_000, seed: 5));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_seed_makes_other_bytes(string kind) => Assert.NotEqual(Generate(kind, 2_000, seed: 5), Generate(kind, 2_000, seed: 6));

    [Theory]
    [InlineData("transactions", 0)]
    [InlineData("transactions", 1)]
    [InlineData("transactions", 50_000)]
    [InlineData("users", 0)]
    [InlineData("users", 50_000)]
    public void A_csv_file_has_a_header_and_exactly_the_rows_asked_for(string kind, long rows)
    {
        var text = Encoding.UTF8.GetString(Generate(kind, rows, seed: 1));

        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.Equal(rows + 1, text.Count(character => character == '\n'));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    public void A_product_file_is_an_array_of_exactly_the_rows_asked_for(int rows)
    {
        using var json = JsonDocument.Parse(Generate("products", rows, seed: 1));

        Assert.Equal(rows, json.RootElement.GetArrayLength());
    }

    [Fact]
    public void Clean_transactions_are_plain_and_their_times_rise()
    {
        using var output = new MemoryStream();
        TransactionGenerator.Write(output, new TransactionOptions { Rows = 20_000, DirtyShare = 0, Users = 500, Items = 300 });
        var rows = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]
            .Select(line => line.Split(',')).ToArray();

        Assert.All(rows, row =>
        {
            Assert.Equal(5, row.Length);
            Assert.InRange(long.Parse(row[0]), 1, 500);
            Assert.InRange(long.Parse(row[1]), 100, 399);
            Assert.Contains(row[2], (string[])["view", "add_to_cart", "purchase"]);
            Assert.Contains(row[3], (string[])["", "1", "2", "3", "4", "5"]);
        });
        Assert.Equal(rows.Select(row => row[4]).Order(StringComparer.Ordinal), rows.Select(row => row[4]));
        Assert.Equal(rows.Length, rows.Select(row => row[4]).Distinct().Count());
    }

    [Fact]
    public void Popularity_falls_with_the_rank_as_zipf_has_it()
    {
        var random = new SeededRandom(3);
        var sampler = new ZipfSampler(1_000);
        var draws = new int[1_000];
        for (var i = 0; i < 200_000; i++)
            draws[sampler.Next(random)]++;

        // 1/H(1000) of all draws is 26,718; the standard deviation is 152.
        Assert.InRange(draws[0], 26_000, 27_500);
        Assert.InRange(draws[0] / (double)draws[9], 9, 11);
        Assert.InRange(draws[500..].Sum() / 200_000.0, 0.08, 0.105);
    }

    [Fact]
    public void Every_kind_of_dirt_occurs_as_often_as_the_others()
    {
        var kinds = TransactionDirt.Kinds.Count;
        using var output = new MemoryStream();
        TransactionGenerator.Write(output, new TransactionOptions { Rows = 3 * kinds, DirtyShare = 1 });
        var text = Encoding.UTF8.GetString(output.ToArray());

        Assert.Equal(3, text.Split(",veiw,").Length - 1);
        Assert.Equal(3, text.Split("\"1,024\"").Length - 1);
        Assert.Equal(3, text.Split(",promo\n").Length - 1);
        Assert.Equal(3, text.Split(",yesterday\n").Length - 1);
    }

    private static byte[] Generate(string kind, long rows, ulong seed)
    {
        using var output = new MemoryStream();
        switch (kind)
        {
            case "transactions":
                TransactionGenerator.Write(output, new TransactionOptions { Rows = rows, Seed = seed, DirtyShare = 0.05 });
                break;
            case "users":
                UserGenerator.Write(output, new UserOptions { Rows = rows, Seed = seed, DirtyShare = 0.05 });
                break;
            default:
                ProductGenerator.Write(output, new ProductOptions { Rows = rows, Seed = seed, DirtyShare = 0.05 });
                break;
        }

        return output.ToArray();
    }
}
