namespace RecoMart.Tests.BatchIngestor.Transformations;

/// <summary>What a shop knows: the rows that its sources have, in the order in which they count.</summary>
internal sealed record Shop(IReadOnlyList<ShopUser> Users, IReadOnlyList<ShopProduct> Products, IReadOnlyList<ShopEvent> Events)
{
    /// <summary>A small random shop with everything that is awkward: repeats, ties, orphans, nulls, events at and around the as-of time.</summary>
    public static Shop Random(int seed, DateTime asOf)
    {
        var random = new Random(seed);
        T? Maybe<T>(T value)
            where T : struct => random.Next(5) == 0 ? null : value;
        string? MaybeText(params string[] texts) => random.Next(5) == 0 ? null : texts[random.Next(texts.Length)];

        // The time around two changes of Central European daylight-saving time, too, and whole days, so that ages tie.
        TimeSpan[] ages =
        [
            TimeSpan.Zero, TimeSpan.FromMicroseconds(1), TimeSpan.FromMicroseconds(-1), TimeSpan.FromDays(7), TimeSpan.FromDays(7) + TimeSpan.FromMicroseconds(1),
            TimeSpan.FromDays(35), TimeSpan.FromDays(35) + TimeSpan.FromMicroseconds(1), TimeSpan.FromHours(1), TimeSpan.FromDays(-3),
        ];
        DateTime Time() => random.Next(4) switch
        {
            0 => asOf - ages[random.Next(ages.Length)],
            1 => new DateTime(2026, 3, 29, 0, 30, 0, DateTimeKind.Utc).AddHours(random.Next(4)),
            2 => new DateTime(2025, 10, 26, 0, 30, 0, DateTimeKind.Utc).AddHours(random.Next(4)),
            _ => asOf.AddTicks(-random.NextInt64(TimeSpan.TicksPerDay * 60) / 10 * 10),
        };
        var users = Enumerable.Range(0, random.Next(12)).Select(_ =>
            new ShopUser(random.Next(1, 8), Maybe(random.Next(18, 80)), MaybeText("M", "F"), MaybeText("Mobile", "Desktop", "Tablet"))).ToList();
        var products = Enumerable.Range(0, random.Next(12)).Select(_ =>
            new ShopProduct(random.Next(1, 8), Maybe(random.Next(1, 4) * 2.5), MaybeText("Acme", "Ωmega"), MaybeText("Toys", "Bücher", "Books"), Maybe(random.Next(2, 10) * 0.5), Maybe(random.Next(2) == 0))).ToList();
        var events = new List<ShopEvent>();
        for (var count = random.Next(60); count > 0; count--)
        {
            events.Add(events.Count > 0 && random.Next(10) == 0
                ? events[random.Next(events.Count)]
                : new ShopEvent(random.Next(1, 10), random.Next(1, 10), new[] { "view", "view", "add_to_cart", "purchase" }[random.Next(4)], Maybe(random.Next(1, 6)), Time()));
        }
        return new Shop(users, products, events);
    }
}

/// <summary>A row of a users file.</summary>
internal sealed record ShopUser(long UserId, int? Age, string? Gender, string? Device);

/// <summary>A product of the catalogue.</summary>
internal sealed record ShopProduct(long ItemId, double? Price, string? Brand, string? Category, double? Rating, bool? InStock);

/// <summary>A row of a transactions file.</summary>
internal sealed record ShopEvent(long UserId, long ItemId, string ViewMode, int? Rating, DateTime Time);
