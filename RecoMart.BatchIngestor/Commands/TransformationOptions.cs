using System.CommandLine;

namespace RecoMart.BatchIngestor.Commands;

/// <summary>The flags of the commands that make prepared tables and features. Each has its setting's key with dashes.</summary>
internal static class TransformationOptions
{
    /// <summary>What DuckDB may use, by key.</summary>
    public static IReadOnlyDictionary<string, Option<string>> Sql { get; } = new Dictionary<string, Option<string>>
    {
        ["sql_memory_limit"] = Setting("--sql-memory-limit", "amount", "The memory that DuckDB may use. Default: 168MB"),
        ["sql_threads"] = Setting("--sql-threads", "number", "The threads that DuckDB may use. Default: one for each 84 MB it may use, at most the processors"),
    };

    /// <summary>How features are computed, by key.</summary>
    public static IReadOnlyDictionary<string, Option<string>> Features { get; } = new Dictionary<string, Option<string>>
    {
        ["as_of"] = Setting("--as-of", "time", "The instant (UTC) that features look back from: only events before it go in. Default: now"),
        ["view_weight"] = Setting("--view-weight", "number", "What a view adds to a score. Default: 1"),
        ["add_to_cart_weight"] = Setting("--add-to-cart-weight", "number", "What an add_to_cart adds. Default: 3"),
        ["purchase_weight"] = Setting("--purchase-weight", "number", "What a purchase adds. Default: 5"),
        ["rating_weight"] = Setting("--rating-weight", "number", "What a rating of 5 adds on top, and one of 1 takes away. Default: 1"),
        ["half_life_days"] = Setting("--half-life-days", "days", "The age at which an event counts half. Default: 30"),
        ["rating_prior"] = Setting("--rating-prior", "ratings", "As how many ratings the mean of all counts in an item's mean. Default: 5"),
    };

    private static Option<string> Setting(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
