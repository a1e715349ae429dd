using System.Globalization;
using Microsoft.Extensions.Logging;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>Makes the feature layer from the prepared one.</summary>
public sealed class FeatureRun(
    IngestSettings settings, TransformationSettings transformations, DataLakeStorage lake, TimeProvider time, ILogger<FeatureRun> logger)
    : LayerRun(LakeLayer.Features, "features", settings, transformations, lake, time, logger)
{
    private protected override LayerPlan Plan(DateTime now)
    {
        var tables = TableDefinitions.Of(LakePartition.NameOf(LakeLayer.Prepared));
        var prepared = Inputs.FindPrepared(tables, Settings.Date);
        var asOf = Transformations.AsOf ?? now;
        var parameters = new Dictionary<string, double>
        {
            ["view_weight"] = Transformations.ViewWeight,
            ["add_to_cart_weight"] = Transformations.AddToCartWeight,
            ["purchase_weight"] = Transformations.PurchaseWeight,
            ["rating_weight"] = Transformations.RatingWeight,
            ["half_life_days"] = Transformations.HalfLifeDays,
            ["rating_prior"] = Transformations.RatingPrior,
        };
        return new LayerPlan
        {
            // Features of an earlier time have their place among those that were made then.
            Date = Settings.Date ?? DateOnly.FromDateTime(asOf),
            AsOf = asOf,
            Settings = parameters,
            Inputs = prepared.ToDictionary(input => input.Key, input => (IReadOnlyList<LakeEntry>)[input.Value]),
            Setup = InputSql.Preamble
                + string.Concat(tables.Select(table => InputSql.View(Lake, table.SqlName, table.Columns.Select(column => column.Name), [prepared[table.SqlName]])))
                + Parameters(asOf, parameters),
            Warnings = [.. FindNewer(prepared.Values.Max(input => input.Metadata.Timestamp))],
        };
    }

    private static string Parameters(DateTime asOf, Dictionary<string, double> numbers)
    {
        var micros = (asOf - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var columns = numbers.Select(number => string.Create(CultureInfo.InvariantCulture, $"CAST('{number.Value:R}' AS DOUBLE) AS {number.Key}"))
            .Prepend(string.Create(CultureInfo.InvariantCulture, $"make_timestamptz({micros}) AS as_of"));
        return $"CREATE TABLE parameters AS SELECT {string.Join(", ", columns)};";
    }

    private IEnumerable<string> FindNewer(DateTime prepared) => Lake.List()
        .Where(entry => entry.Partition.Layer == LakeLayer.Validated && entry.Metadata.Timestamp > prepared)
        .Select(entry => $"{entry.Partition.DataPath} is newer than the prepared layer, which these features are made from; run prepare first to have it in them.");
}
