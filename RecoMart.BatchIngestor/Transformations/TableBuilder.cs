using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>Makes the tables of one run, one after the other; each can be read by the SQL of those after it.</summary>
internal sealed class TableBuilder(DuckDbSession session, LakeTablesWriter writer, LayerPlan plan)
{
    private readonly Dictionary<string, LakeInput> _made = [];

    /// <summary>A dataset as it stands in a lineage.</summary>
    public static LakeInput InputOf(LakeEntry entry) => new(
        entry.Partition.DataPath, entry.Metadata.ChecksumMd5, entry.Metadata.RecordCount, entry.Metadata.Timestamp);

    /// <summary>Makes a table and adds it to what will be published.</summary>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its metadata.</returns>
    /// <exception cref="InvalidDataException">It can't be made; the message says why.</exception>
    public async Task<LakeMetadata> MakeAsync(TableDefinition table, CancellationToken cancellationToken)
    {
        foreach (var step in table.Steps)
            Make(table, step, cancellationToken);
        var file = $"{table.SqlName}.parquet";
        Store(table.SqlName, SqlOf(table, table.Name), file, cancellationToken);
        // What has been used is in the way of what comes.
        foreach (var step in table.Steps.Where(step => step.Stored))
        {
            session.Execute(step.Name, $"DROP VIEW {table.Layer}.{step.Name}", cancellationToken);
            File.Delete(writer.PathOf(StepFile(table, step)));
        }
        var inputs = table.Inputs.SelectMany(InputsOf).ToList();
        var counts = Count(table, cancellationToken, out var rows);
        var lineage = new LakeLineage
        {
            Sql = $"{table.Layer}/{table.Name}.sql",
            Engine = session.Engine,
            AsOf = plan.AsOf,
            Settings = plan.Settings,
            Inputs = inputs,
            Counts = counts,
        };
        var partition = table.PartitionOf(plan.Date);
        var metadata = await writer.AddAsync(file, partition, table.Fields, rows, lineage, cancellationToken);
        _made.Add(table.SqlName, InputOf(new LakeEntry(partition, metadata)));
        return metadata;
    }

    private static string StepFile(TableDefinition table, StepDefinition step) => $"{table.Layer}.{step.Name}.parquet";

    private static string SqlOf(TableDefinition table, string name) => SqlFiles.Read($"{table.Layer}/{name}.sql");

    private void Make(TableDefinition table, StepDefinition step, CancellationToken cancellationToken)
    {
        var name = $"{table.Layer}.{step.Name}";
        if (step.Stored)
            Store(name, SqlOf(table, step.Name), StepFile(table, step), cancellationToken);
        else
            session.Execute(name, $"CREATE VIEW {name} AS\n{SqlOf(table, step.Name)}", cancellationToken);
    }

    private void Store(string name, string query, string file, CancellationToken cancellationToken)
    {
        var path = writer.PathOf(file);
        session.Copy(name, query, path, cancellationToken);
        session.Execute(name, $"CREATE VIEW {name} AS SELECT * FROM read_parquet({DuckDbSession.Literal(path)})", cancellationToken);
    }

    private IEnumerable<LakeInput> InputsOf(string name) => _made.TryGetValue(name, out var made) ? [made] : plan.Inputs[name].Select(InputOf);

    private Dictionary<string, long> Count(TableDefinition table, CancellationToken cancellationToken, out long rows)
    {
        var wanted = table.Counts.Select(count => $"{count.Value} AS {count.Key}").Prepend($"{table.Taken} AS taken").Prepend("COUNT(*) AS rows_out");
        var found = session.ReadNumbers($"the counts of {table.SqlName}", $"SELECT {string.Join(", ", wanted)} FROM {table.SqlName}", cancellationToken);
        rows = found["rows_out"];
        var counts = new Dictionary<string, long>();
        if (table.Dropped is { } dropped)
        {
            var rowsIn = InputsOf(table.Inputs[0]).Sum(input => input.RecordCount);
            var replaced = plan.Replaced?.GetValueOrDefault(table.Inputs[0]) ?? 0;
            counts.Add("rows_in", rowsIn);
            if (replaced > 0)
                counts.Add("rows_replaced", replaced);
            counts.Add(dropped, rowsIn - replaced - found["taken"]);
        }
        foreach (var name in table.Counts.Keys)
            counts.Add(name, found[name]);
        return counts;
    }
}
