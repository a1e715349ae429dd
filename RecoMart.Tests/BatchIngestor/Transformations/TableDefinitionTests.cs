using System.Text.RegularExpressions;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.Storage.Contract;
using RecoMart.Tests.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor.Transformations;

/// <summary><c>tables.json</c>, the SQL, the written files and <c>docs/features.md</c> say the same.</summary>
public sealed class TableDefinitionTests
{
    public static TheoryData<string> Tables => [.. TableDefinitions.Read().Select(table => table.SqlName)];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task The_written_file_has_the_columns_and_types_of_the_definition(string name)
    {
        using var workspace = new IngestorWorkspace().WriteCleanSources();
        using var host = new LayerHost(workspace);
        await host.MakeAllAsync();
        var table = Find(name);
        var path = Assert.Single(workspace.Lake.List(), entry => entry.Partition.LayerName == table.Layer && entry.Partition.Source == table.Name).Partition.DataPath;

        var described = DuckDb.Query("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM $file)", workspace.Lake.FullPath(path));

        Assert.Equal(table.Columns.Select(column => $"{column.Name}|{SqlTypeOf(column.Type)}"), described);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_headers_of_the_sql_name_the_inputs_and_outputs_of_the_definition(string name)
    {
        var table = Find(name);
        var inputs = new HashSet<string>();
        var made = new HashSet<string>();
        foreach (var step in table.Steps.Select(step => step.Name).Append(table.Name))
        {
            var header = HeaderOf($"{table.Layer}/{step}.sql");
            Assert.Equal($"{table.Layer}.{step}", header["Output"].Split(',')[0]);
            Assert.NotEmpty(header["Grain"]);
            inputs.UnionWith(Names(header["Input"]));
            made.Add($"{table.Layer}.{step}");
        }
        // A view that an earlier table made stands for what it shows.
        if (inputs.Remove("features.events"))
            inputs.UnionWith(Names(HeaderOf("features/events.sql")["Input"]));

        Assert.Equal(table.Inputs.Order(StringComparer.Ordinal), inputs.Except(made).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_sql_reads_what_its_header_says_and_nothing_else(string name)
    {
        var table = Find(name);
        foreach (var step in table.Steps.Select(step => step.Name).Append(table.Name))
        {
            var file = $"{table.Layer}/{step}.sql";
            var read = Regex.Matches(SqlFiles.Read(file), @"^(?!--).*?\b(?:FROM|JOIN) ((?:validated|prepared|features)\.\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Distinct();
            Assert.Equal(Names(HeaderOf(file)["Input"]).Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void The_documentation_is_made_from_the_definitions()
    {
        var path = Path.Combine(RealData.RepositoryRoot(), "docs", "features.md");
        var expected = FeaturesDocument.Write(TableDefinitions.Read());
        if (Environment.GetEnvironmentVariable("RECOMART_WRITE_DOCS") == "1")
            File.WriteAllText(path, expected);

        Assert.True(expected == File.ReadAllText(path), "docs/features.md is not what tables.json says: run this test with RECOMART_WRITE_DOCS=1, which writes it.");
    }

    private static TableDefinition Find(string name) => Assert.Single(TableDefinitions.Read(), table => table.SqlName == name);

    private static IEnumerable<string> Names(string input) => Regex.Matches(input, @"\b(?:validated|prepared|features)\.\w+").Select(match => match.Value);

    private static Dictionary<string, string> HeaderOf(string file) => Regex.Matches(SqlFiles.Read(file), @"^-- (\w+): +(.*)$", RegexOptions.Multiline)
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    private static string SqlTypeOf(FieldType type) => type switch
    {
        FieldType.Int64 => "BIGINT",
        FieldType.Int32 => "INTEGER",
        FieldType.Double => "DOUBLE",
        FieldType.Boolean => "BOOLEAN",
        FieldType.Timestamp => "TIMESTAMP WITH TIME ZONE",
        _ => "VARCHAR",
    };
}
