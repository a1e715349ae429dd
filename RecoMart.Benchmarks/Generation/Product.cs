namespace RecoMart.Benchmarks.Generation;

/// <summary>A product of the made-up catalogue; the price is in cents, the rating in tenths of a star.</summary>
internal readonly record struct Product(long ItemId, int PriceInCents, string Brand, string Category, int RatingInTenths, bool InStock)
{
    public decimal Price => new(PriceInCents, 0, 0, false, 2);

    public decimal Rating => new(RatingInTenths, 0, 0, false, 1);
}
