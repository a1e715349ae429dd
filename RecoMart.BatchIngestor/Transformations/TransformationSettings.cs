using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Contract;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>How features are computed and what DuckDB may use; read from where <see cref="IngestSettings"/> come from.</summary>
public sealed record TransformationSettings
{
    // With this a process stays within 400 MiB for 30 million transactions: on top of it come some 90 MiB of libraries, and 140 MiB that DuckDB does not count or .NET
    // has. With 160MB two threads are at times too many for so many rows. docs/performance.md has what was measured.
    private const string DefaultMemory = "168MB";
    private const long LeastMemory = 64_000_000;
    private const int MostThreads = 256;
    private const long MemoryPerThread = 84_000_000;

    /// <summary>The configuration keys, which are keys of <c>config.json</c> too.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "view_weight", "add_to_cart_weight", "purchase_weight", "rating_weight", "half_life_days", "rating_prior", "sql_memory_limit", "sql_threads",
    ];

    /// <summary>What a view adds to the score of a user and an item.</summary>
    public required double ViewWeight { get; init; }

    /// <summary>What an add_to_cart adds.</summary>
    public required double AddToCartWeight { get; init; }

    /// <summary>What a purchase adds.</summary>
    public required double PurchaseWeight { get; init; }

    /// <summary>What a rating of 5 adds on top, and one of 1 takes away.</summary>
    public required double RatingWeight { get; init; }

    /// <summary>The age in days at which an event counts half.</summary>
    public required double HalfLifeDays { get; init; }

    /// <summary>As how many ratings the mean of all ratings counts in an item's mean rating.</summary>
    public required double RatingPrior { get; init; }

    /// <summary>The memory that DuckDB may use, in bytes; what needs more goes through files in the lake's pending folder.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The threads that DuckDB may use.</summary>
    public required int Threads { get; init; }

    /// <summary>The instant that features look back from, UTC; the run's own time when null.</summary>
    public DateTime? AsOf { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The configuration, with <see cref="Keys"/> and <c>as_of</c>.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="InvalidSettingException">A setting has no usable value.</exception>
    public static TransformationSettings Read(IConfiguration configuration)
    {
        var memory = Memory(configuration["sql_memory_limit"] ?? DefaultMemory);
        return Read(configuration, memory, (int)Math.Clamp(memory / MemoryPerThread, 1, Environment.ProcessorCount));
    }

    private static TransformationSettings Read(IConfiguration configuration, long memory, int threads) => new()
    {
        ViewWeight = Number(configuration, "view_weight", 1, 0, 1000),
        AddToCartWeight = Number(configuration, "add_to_cart_weight", 3, 0, 1000),
        PurchaseWeight = Number(configuration, "purchase_weight", 5, 0, 1000),
        RatingWeight = Number(configuration, "rating_weight", 1, 0, 1000),
        HalfLifeDays = Number(configuration, "half_life_days", 30, 0.01, 36_500),
        RatingPrior = Number(configuration, "rating_prior", 5, 0, 1_000_000),
        MemoryBytes = memory,
        Threads = (int)Number(configuration, "sql_threads", threads, 1, MostThreads, whole: true),
        AsOf = Instant(configuration["as_of"]),
    };

    private static double Number(IConfiguration configuration, string key, double otherwise, double least, double most, bool whole = false)
    {
        if (configuration[key] is not { } text)
            return otherwise;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most && (!whole || number == Math.Floor(number)))
            return number;
        throw new InvalidSettingException(string.Create(
            CultureInfo.InvariantCulture, $"The setting {key} is '{text}'; give a{(whole ? " whole" : "")} number from {least} to {most}, such as {otherwise}."));
    }

    private static long Memory(string text)
    {
        if (SqlMemory.TryParse(text) is >= LeastMemory and var bytes)
            return bytes;
        throw new InvalidSettingException($"The setting sql_memory_limit is '{text}'; give at least 64MB, such as {DefaultMemory} or 1.5GB.");
    }

    private static DateTime? Instant(string? text)
    {
        if (text is null)
            return null;
        if (FieldParser.ParseTimestamp(Encoding.UTF8.GetBytes(text), out var micros) == CellStatus.Value)
            return DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
        throw new InvalidSettingException($"The setting as_of is '{text}', which is no time; write it in UTC as 2026-01-27T10:30:00Z, or a date alone.");
    }
}
