using System.Globalization;
using System.Text;

namespace RecoMart.Benchmarks.Generation;

/// <summary>
/// The sample in the repository's <c>data</c> folder: two user exports, two months of transactions and a catalogue, as different
/// systems write them, with some dirty rows of every kind; and two files that no source must take for its own.
/// </summary>
internal static class SampleData
{
    private const int Users = 400;
    private const int Items = 100;

    /// <summary>The files, and how each is written.</summary>
    public static IReadOnlyDictionary<string, Action<Stream>> Files { get; } = new Dictionary<string, Action<Stream>>
    {
        ["users_web.csv"] = output => UserGenerator.Write(output, new UserOptions
        {
            Rows = 220,
            Seed = 11,
            DirtyShare = 0,
            Style = new CsvStyle { NewLine = "\r\n" },
        }),
        ["users_crm.csv"] = output => UserGenerator.Write(output, new UserOptions
        {
            Rows = 180,
            Seed = 12,
            DirtyShare = 0.4,
            FirstUser = 221,
            Style = new CsvStyle { Delimiter = ';' },
        }),
        ["transactions_2026-01.csv"] = output => TransactionGenerator.Write(output, Month(1) with { DirtyShare = 0 }),
        ["transactions_2026-02.csv"] = output => TransactionGenerator.Write(output, Month(2) with
        {
            DirtyShare = 0.1,
            Style = new CsvStyle { TimeSeparator = 'T', OffsetHours = 1 },
        }),
        ["products.json"] = output => ProductGenerator.Write(output, new ProductOptions { Rows = Items, Seed = 31, DirtyShare = 0.12 }),
        ["user_item_matrix.csv"] = WriteUserItemMatrix,
        ["product_features.csv"] = WriteProductFeatures,
    };

    /// <summary>Writes all files into a folder, which is made if need be.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, write) in Files)
        {
            using var file = File.Create(Path.Combine(folder, name));
            write(file);
        }
    }

    private static TransactionOptions Month(int month) => new()
    {
        Rows = 1000,
        Seed = 20 + (ulong)month,
        Users = Users,
        Items = Items,
        Start = new DateTime(2026, month, 1, 6, 0, 0, DateTimeKind.Utc),
        MeanGap = TimeSpan.FromMinutes(39),
    };

    // Derived files lie beside their sources in real folders. This one's name says "user", and its columns aren't a user's.
    private static void WriteUserItemMatrix(Stream output)
    {
        var random = new SeededRandom(41);
        var items = Enumerable.Range(TransactionGenerator.FirstItem, Items).ToArray();
        using var writer = NewWriter(output);
        writer.Write($"user_id,{string.Join(',', items)}\n");
        for (var user = 1; user <= 60; user++)
        {
            var weights = items.Select(_ => random.Chance(40) ? random.Pick(["0.25", "0.5", "0.75", "1.0"]) : "0.0");
            writer.Write($"{user},{string.Join(',', weights)}\n");
        }
    }

    private static void WriteProductFeatures(Stream output)
    {
        var catalogue = new ProductCatalogue(31);
        using var writer = NewWriter(output);
        var columns = ProductCatalogue.Brands.Select(brand => $"brand_{brand}")
            .Concat(ProductCatalogue.Categories.Select(category => $"category_{category}"));
        writer.Write($"item_id,price,rating,{string.Join(',', columns)}\n");
        for (var row = 0; row < Items; row++)
        {
            var item = catalogue.Next(TransactionGenerator.FirstItem + row);
            var flags = ProductCatalogue.Brands.Select(brand => brand == item.Brand)
                .Concat(ProductCatalogue.Categories.Select(category => category == item.Category))
                .Select(flag => flag ? "1.0" : "0.0");
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{item.ItemId},{item.Price},{item.Rating},{string.Join(',', flags)}\n"));
        }
    }

    private static StreamWriter NewWriter(Stream output) => new(output, new UTF8Encoding(false), leaveOpen: true);
}
