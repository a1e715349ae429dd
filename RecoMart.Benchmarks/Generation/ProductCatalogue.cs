namespace RecoMart.Benchmarks.Generation;

/// <summary>Draws products: invented brands, each at home in one category, prices by category.</summary>
internal sealed class ProductCatalogue(ulong seed)
{
    private static readonly (string Category, int CheapestInCents, int DearestInCents, string[] Brands)[] Shelves =
    [
        ("Beauty & Personal Care", 250, 6_000, ["Belleza", "L'Aurore", "Möwe & Co"]),
        ("Books", 600, 4_500, ["Lantern Press", "Quarto Nine"]),
        ("Electronics", 1_500, 120_000, ["Voltana", "Kirin Audio", "Nordlys"]),
        ("Fashion", 900, 18_000, ["Loom & Thread", "Paloma"]),
        ("Home & Kitchen", 700, 40_000, ["Hearthside", "Ålund"]),
        ("Sports", 800, 60_000, ["Strider", "Peak Nine"]),
        ("Toys & Games", 500, 12_000, ["Brixel", "Tumble"]),
    ];

    private readonly SeededRandom _random = new(seed);

    public static IReadOnlyList<string> Brands { get; } = [.. Shelves.SelectMany(shelf => shelf.Brands)];

    public static IReadOnlyList<string> Categories { get; } = [.. Shelves.Select(shelf => shelf.Category)];

    public Product Next(long itemId)
    {
        var (category, cheapest, dearest, brands) = _random.Pick(Shelves);

        // The smaller of two draws: most of a shelf is cheap.
        var span = dearest - cheapest;
        var price = cheapest + Math.Min(_random.Below(span), _random.Below(span));
        return new Product(itemId, price, _random.Pick(brands), category, 10 + Math.Max(_random.Below(41), _random.Below(41)), _random.Chance(850));
    }
}
