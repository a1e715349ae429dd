using System.Text;
using RecoMart.BatchIngestor.Transformations;

namespace RecoMart.Tests.BatchIngestor.Transformations;

/// <summary><c>docs/features.md</c>, as it is made from <c>tables.json</c>.</summary>
internal static class FeaturesDocument
{
    private const string Introduction = """
        # Prepared tables and features

        Made from `RecoMart.BatchIngestor/Transformations/tables.json`, which the written files are checked against; change it there.

        `prepare` makes the prepared tables from the validated layer, `features` the features from the prepared tables, and `ingest all --through
        features` everything from the source files. Each table is `storage/{layer}/{table}/{YYYY-MM-DD}/{file}.parquet` with its metadata, whose
        `lineage` names the SQL, the settings, and every dataset that went in with its MD5.

        - **As-of time.** Features are computed from events before it, by `timestamp`; what happens at that instant or later plays no part, so features
          can be made for a time in the past and a model trained on what came after. It is the time of the run when `--as-of` does not say otherwise,
          and events with a timestamp in the future are left out and counted. Users and products have no history in the sources: they are taken as they are now.
        - **Date.** Features are stored under the date of the as-of time, prepared tables under the date of the run, both in UTC, unless `--date` says otherwise.
          With `--date` only the partitions up to that date are read.
        - **Days are 24 hours** of UTC, so no change of daylight-saving time makes one longer.
        - **Events of unknown users and items** (orphans) count like any other, and rows of such users and items say so (`user_known`, `item_known`).
        - The weights, the half-life and the prior are settings; `lineage.settings` has those that were used.

        """;

    public static string Write(IReadOnlyList<TableDefinition> tables)
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var table in tables)
        {
            text.Append($"\n## {table.SqlName}\n\n{table.Grain}\n\n");
            text.Append($"`{table.Layer}/{table.Name}/{{YYYY-MM-DD}}/{table.Dataset}.parquet`, made by `{table.Layer}/{table.Name}.sql` from {string.Join(", ", table.Inputs.Select(input => $"`{input}`"))}.\n\n");
            text.Append("| column | type | unit | definition | null |\n|---|---|---|---|---|\n");
            foreach (var column in table.Columns)
            {
                var unit = column.Values.Count > 0 ? string.Join(", ", column.Values.Select(value => $"`{value}`")) : column.Unit;
                text.Append($"| `{column.Name}`{(column.Key ? " (key)" : "")} | {column.Type.ToString().ToLowerInvariant()} | {unit} | {column.Definition} | {column.Nulls} |\n");
            }
        }
        return text.ToString();
    }
}
