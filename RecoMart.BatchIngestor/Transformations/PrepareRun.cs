using Microsoft.Extensions.Logging;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>Makes the prepared layer from the validated one.</summary>
public sealed class PrepareRun(
    IngestSettings settings, TransformationSettings transformations, DataLakeStorage lake, TimeProvider time, ILogger<PrepareRun> logger)
    : LayerRun(LakeLayer.Prepared, "prepare", settings, transformations, lake, time, logger)
{
    private protected override LayerPlan Plan(DateTime now)
    {
        var inputs = new Dictionary<string, IReadOnlyList<LakeEntry>>();
        var replaced = new Dictionary<string, long>();
        var setup = InputSql.Preamble;
        foreach (var contract in SourceContract.All)
        {
            var name = $"validated.{contract.Name}";
            var partitions = Inputs.FindIngested(LakeLayer.Validated, contract, Settings.Date);
            var columns = contract.Fields.Select(field => field.Name).ToList();
            inputs.Add(name, partitions);
            var order = RowOrder.Of(contract, partitions);
            replaced.Add(name, RowOrder.CountReplaced(order));
            // Which of two equal transactions came later makes no difference.
            setup += contract == SourceContract.Transactions
                ? InputSql.View(Lake, name, columns, partitions, order)
                : InputSql.OrderedView(Lake, name, columns, partitions, order);
        }
        return new LayerPlan { Date = Settings.Date ?? DateOnly.FromDateTime(now), Inputs = inputs, Replaced = replaced, Setup = setup };
    }
}
