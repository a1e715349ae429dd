using System.Text.Json;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>Chooses what a layer is made from, and makes sure that it is what was put there.</summary>
internal sealed class LakeInputs(DataLakeStorage lake)
{
    /// <summary>
    /// The partitions of a source that hold all its rows in one of the ingested layers: the newest snapshot and the incremental ones after it,
    /// oldest first.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="contract">The source.</param>
    /// <param name="until">The last date to look at; all when null.</param>
    /// <returns>The partitions, at least one.</returns>
    /// <exception cref="InvalidDataException">There is none, or one that is needed can't be relied on.</exception>
    public IReadOnlyList<LakeEntry> FindIngested(LakeLayer layer, SourceContract contract, DateOnly? until) =>
        FindIngestedIfAny(layer, contract, until) is { Count: > 0 } found
            ? found
            : throw new InvalidDataException($"Nothing of {contract.Name} is {WordFor(layer)} in the lake at {lake.BasePath}{UntilWords(until)}: run ingest {contract.Name} first.");

    /// <summary>The same, where a lake that has nothing of the source is in order.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="contract">The source.</param>
    /// <param name="until">The last date to look at; all when null.</param>
    /// <returns>The partitions.</returns>
    /// <exception cref="InvalidDataException">One that is needed can't be relied on.</exception>
    public IReadOnlyList<LakeEntry> FindIngestedIfAny(LakeLayer layer, SourceContract contract, DateOnly? until)
    {
        var fields = layer == LakeLayer.Quarantine ? IngestWriter.QuarantineContract.Fields : contract.Fields;
        var found = new List<LakeEntry>();
        foreach (var partition in Partitions(layer, contract.Name, contract.DatasetName, until))
        {
            var entry = Read(partition, fields);
            found.Add(entry);
            if (entry.Metadata.Mode is null or LakeMode.Snapshot)
                break;
        }
        found.Reverse();
        return found;
    }

    /// <summary>The first validated partition after a date.</summary>
    /// <param name="contract">The source.</param>
    /// <param name="date">The date.</param>
    /// <returns>The partition, or null where there is none.</returns>
    /// <exception cref="InvalidDataException">It can't be relied on.</exception>
    public LakeEntry? FindNextValidated(SourceContract contract, DateOnly date) =>
        Partitions(LakeLayer.Validated, contract.Name, contract.DatasetName, until: null).LastOrDefault(partition => partition.Date > date) is { } next
            ? Read(next, contract.Fields)
            : null;

    /// <summary>What an ingest has put into the partitions of a date.</summary>
    /// <param name="contract">The source.</param>
    /// <param name="date">The date.</param>
    /// <returns>The datasets: raw, validated and quarantine.</returns>
    /// <exception cref="InvalidDataException">One is missing, or can't be relied on.</exception>
    public IReadOnlyDictionary<LakeLayer, LakeEntry> ReadIngested(SourceContract contract, DateOnly date) => new Dictionary<LakeLayer, LakeEntry>
    {
        [LakeLayer.Raw] = Read(new LakePartition(LakeLayer.Raw, contract.Name, date, contract.DatasetName), contract.Fields),
        [LakeLayer.Validated] = Read(new LakePartition(LakeLayer.Validated, contract.Name, date, contract.DatasetName), contract.Fields),
        [LakeLayer.Quarantine] = Read(new LakePartition(LakeLayer.Quarantine, contract.Name, date, contract.DatasetName), IngestWriter.QuarantineContract.Fields),
    };

    /// <summary>The newest version of the prepared tables, which are always made together.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="until">The last date to look at; all when null.</param>
    /// <returns>The tables' partitions, by the tables' names in SQL.</returns>
    /// <exception cref="InvalidDataException">There is none, or it can't be relied on.</exception>
    public IReadOnlyDictionary<string, LakeEntry> FindPrepared(IReadOnlyList<TableDefinition> tables, DateOnly? until)
    {
        var newest = FindNewest(tables, until)
            ?? throw new InvalidDataException($"Nothing is prepared in the lake at {lake.BasePath}{UntilWords(until)}: run prepare first.");
        return tables.ToDictionary(table => table.SqlName, table => Read(table.PartitionOf(newest), table.Fields));
    }

    /// <summary>A table of the newest version of its layer.</summary>
    /// <param name="table">The table.</param>
    /// <param name="until">The last date to look at; all when null.</param>
    /// <param name="otherwise">What else to do than to make it, as the end of a sentence.</param>
    /// <returns>Its partition.</returns>
    /// <exception cref="InvalidDataException">There is none, or it can't be relied on.</exception>
    public LakeEntry FindMade(TableDefinition table, DateOnly? until, string otherwise)
    {
        var newest = FindNewest(TableDefinitions.Of(table.Layer), until)
            ?? throw new InvalidDataException($"There is no {table.SqlName} in the lake at {lake.BasePath}{UntilWords(until)}: run {VerbFor(table.Layer)} first{otherwise}.");
        return Read(table.PartitionOf(newest), table.Fields);
    }

    /// <summary>Compares the data files with the MD5s in their metadata, before anything is made of them.</summary>
    /// <param name="entries">The datasets.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">One is not what was put there.</exception>
    public async Task CheckAsync(IEnumerable<LakeEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var (partition, metadata) in entries)
        {
            if (await LakeChecksum.FindProblemAsync(lake.FullPath(partition.DataPath), metadata, pause: null, cancellationToken) is { } problem)
                throw new InvalidDataException($"{partition.DataPath} {problem}. Put back a copy of it, or {WayOutOf(partition)}.");
        }
    }

    private static string WayOutOf(LakePartition partition) => partition.Layer is LakeLayer.Prepared or LakeLayer.Features
        ? $"run {VerbFor(partition.LayerName)} again"
        : $"ingest {partition.Source} again as a snapshot (with --date {partition.Date:yyyy-MM-dd} to replace it)";

    // The command that makes a layer.
    private static string VerbFor(string layer) => layer == LakePartition.NameOf(LakeLayer.Prepared) ? "prepare" : "features";

    private static string WordFor(LakeLayer layer) => layer == LakeLayer.Validated ? "validated" : $"in the {LakePartition.NameOf(layer)} layer";

    private DateOnly? FindNewest(IReadOnlyList<TableDefinition> tables, DateOnly? until) =>
        tables.SelectMany(table => Partitions(table.PartitionOf(default).Layer, table.Name, table.Dataset, until)).Max(partition => (DateOnly?)partition.Date);

    // Newest first; a folder in which nothing is left of a dataset is none.
    private IEnumerable<LakePartition> Partitions(LakeLayer layer, string source, string dataset, DateOnly? until) =>
        lake.ListPartitions(layer, source)
            .Where(partition => until is null || partition.Date <= until)
            .Reverse()
            .Select(partition => partition with { DatasetName = dataset })
            .Where(partition => File.Exists(lake.FullPath(partition.DataPath)) || File.Exists(lake.FullPath(partition.MetadataPath)));

    private LakeEntry Read(LakePartition partition, IReadOnlyList<Field> fields)
    {
        var wayOut = WayOutOf(partition);
        if (!File.Exists(lake.FullPath(partition.MetadataPath)))
            throw new InvalidDataException($"{partition.MetadataPath} is missing, so nothing vouches for {partition.DataPath}. Put it back, or {wayOut}.");
        LakeMetadata metadata;
        try
        {
            metadata = lake.ReadMetadata(partition);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{partition.MetadataPath} can't be read: {exception.Message} It is damaged, or another version made it. Put back a copy of it, or {wayOut}.", exception);
        }
        var columns = fields.Select(field => field.Name).ToList();
        return metadata.Schema.Columns.SequenceEqual(columns)
            ? new LakeEntry(partition, metadata)
            : throw new InvalidDataException(
                $"{partition.DataPath} has the columns {string.Join(", ", metadata.Schema.Columns)}, not {string.Join(", ", columns)}: another version made it. To replace it, {wayOut}.");
    }

    private static string UntilWords(DateOnly? until) => until is null ? "" : $" up to {until:yyyy-MM-dd}";
}
