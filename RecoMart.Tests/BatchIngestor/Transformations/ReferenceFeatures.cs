using System.Globalization;
using System.Text;
using RecoMart.BatchIngestor.Transformations;

namespace RecoMart.Tests.BatchIngestor.Transformations;

/// <summary>
/// The prepared tables and the features once more, in plain C# and by loops, from the definitions in <c>docs/features.md</c>. Rows are texts:
/// values joined by bars, null as an empty one, instants in microseconds since 1970.
/// </summary>
internal sealed class ReferenceFeatures
{
    private readonly TransformationSettings _settings;
    private readonly DateTime _asOf;
    private readonly SortedDictionary<long, ShopUser> _users = [];
    private readonly SortedDictionary<long, ShopProduct> _products = [];
    private readonly List<ShopEvent> _prepared;
    private readonly List<ShopEvent> _events;

    public ReferenceFeatures(Shop shop, TransformationSettings settings, DateTime asOf)
    {
        _settings = settings;
        _asOf = asOf;
        foreach (var user in shop.Users)
            _users[user.UserId] = user;
        foreach (var product in shop.Products)
            _products[product.ItemId] = product;
        _prepared = [.. shop.Events.Distinct().OrderBy(e => e.Time).ThenBy(e => e.UserId).ThenBy(e => e.ItemId).ThenBy(e => e.ViewMode, StringComparer.Ordinal).ThenBy(e => e.Rating ?? 0)];
        _events = [.. _prepared.Where(e => e.Time < asOf)];
    }

    public IEnumerable<string> PreparedUsers() => _users.Values.Select(user => Row(user.UserId, user.Age, user.Gender, user.Device));

    public IEnumerable<string> PreparedProducts() => _products.Values.Select(product =>
        Row(product.ItemId, product.Price, product.Brand, product.Category, product.Rating, product.InStock));

    public IEnumerable<string> PreparedTransactions() => _prepared.Select(e =>
        Row(e.UserId, e.ItemId, e.ViewMode, e.Rating, Micros(e.Time), _users.ContainsKey(e.UserId), _products.ContainsKey(e.ItemId)));

    /// <summary>Interactions without their scores, which have a last digit of their own.</summary>
    public IEnumerable<string> Interactions() => Pairs().Select(pair => Row(
        pair[0].UserId, pair[0].ItemId, pair.Count, Count(pair, "view"), Count(pair, "add_to_cart"), Count(pair, "purchase"),
        pair.Count(e => e.Rating is not null), pair.Sum(e => e.Rating ?? 0), Micros(pair.Min(e => e.Time)), Micros(pair.Max(e => e.Time)),
        _users.ContainsKey(pair[0].UserId), _products.ContainsKey(pair[0].ItemId)));

    public IEnumerable<double> Scores() => Pairs().Select(pair => Math.Max(0, pair.Sum(e =>
        (WeightOf(e.ViewMode) + (e.Rating is { } rating ? _settings.RatingWeight * (rating - 3) / 2 : 0)) * Math.Pow(0.5, Days(e.Time) / _settings.HalfLifeDays))));

    public IEnumerable<string> UserFeatures()
    {
        foreach (var id in _users.Keys.Union(_events.Select(e => e.UserId)).Order())
        {
            var mine = _events.Where(e => e.UserId == id).ToList();
            var ratings = mine.Where(e => e.Rating is not null).Select(e => e.Rating!.Value).ToList();
            double? tenure = mine.Count > 0 ? Days(mine.Min(e => e.Time)) : null;
            yield return Row(
                id, _users.ContainsKey(id), _users.GetValueOrDefault(id)?.Device,
                mine.Count, Count(mine, "view"), Count(mine, "add_to_cart"), Count(mine, "purchase"), mine.Select(e => e.ItemId).Distinct().Count(),
                ratings.Count, ratings.Count > 0 ? (double)ratings.Sum() / ratings.Count : null,
                mine.Count > 0 ? Days(mine.Max(e => e.Time)) : null, tenure, tenure is { } days ? mine.Count / Math.Max(1, days) : null,
                FavouriteOf(mine));
        }
    }

    public IEnumerable<string> ItemFeatures()
    {
        var all = _events.Where(e => e.Rating is not null).Select(e => e.Rating!.Value).ToList();
        double? mean = all.Count > 0 ? (double)all.Sum() / all.Count : null;
        foreach (var id in _products.Keys.Union(_events.Select(e => e.ItemId)).Order())
        {
            var product = _products.GetValueOrDefault(id);
            var its = _events.Where(e => e.ItemId == id).ToList();
            var users = its.GroupBy(e => e.UserId).Select(user => user.Select(e => e.ViewMode).ToHashSet()).ToList();
            var ratings = its.Where(e => e.Rating is not null).Select(e => e.Rating!.Value).ToList();
            var last = its.Count(e => Days(e.Time) <= 7);
            var before = its.Count(e => Days(e.Time) is > 7 and <= 35);
            double? a = last / 7.0, b = before / 28.0;
            yield return Row(
                id, product is not null, product?.Category, product?.Price, PercentileOf(product),
                its.Count, Count(its, "view"), Count(its, "add_to_cart"), Count(its, "purchase"), users.Count,
                Share(users, "view", "add_to_cart"), Share(users, "add_to_cart", "purchase"), Share(users, "view", "purchase"),
                ratings.Count, ((_settings.RatingPrior * mean) + ratings.Sum()) / (_settings.RatingPrior + ratings.Count),
                last, before, last + before == 0 ? null : Math.Round((a - b)!.Value / (a + b)!.Value, 12));
        }
    }

    /// <summary>Values as a row, as the tests write it.</summary>
    public static string Row(params object?[] values) => string.Join('|', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));

    private IEnumerable<List<ShopEvent>> Pairs() =>
        _events.GroupBy(e => (e.UserId, e.ItemId)).OrderBy(pair => pair.Key).Select(pair => pair.ToList());

    private double WeightOf(string viewMode) => viewMode switch
    {
        "view" => _settings.ViewWeight,
        "add_to_cart" => _settings.AddToCartWeight,
        _ => _settings.PurchaseWeight,
    };

    private string? FavouriteOf(List<ShopEvent> events) => events
        .Select(e => (e.Time, _products.GetValueOrDefault(e.ItemId)?.Category))
        .Where(e => e.Category is not null)
        .GroupBy(e => e.Category!)
        .OrderByDescending(category => category.Count())
        .ThenByDescending(category => category.Max(e => e.Time))
        .ThenBy(category => Convert.ToHexString(Encoding.UTF8.GetBytes(category.Key)), StringComparer.Ordinal)
        .FirstOrDefault()?.Key;

    private double? PercentileOf(ShopProduct? product)
    {
        if (product is not { Price: { } price, Category: { } category })
            return null;
        var others = _products.Values.Where(other => other.Category == category && other.Price is not null && other.ItemId != product.ItemId).ToList();
        return others.Count == 0 ? 0 : (double)others.Count(other => other.Price < price) / others.Count;
    }

    private static double? Share(List<HashSet<string>> users, string of, string also)
    {
        var those = users.Where(did => did.Contains(of)).ToList();
        return those.Count == 0 ? null : (double)those.Count(did => did.Contains(also)) / those.Count;
    }

    private static int Count(List<ShopEvent> events, string viewMode) => events.Count(e => e.ViewMode == viewMode);

    private double Days(DateTime time) => (Micros(_asOf) - Micros(time)) / 86_400_000_000.0;

    private static long Micros(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
