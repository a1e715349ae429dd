using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.ServiceDefaults;

namespace RecoMart.BatchIngestor.Export;

/// <summary>
/// Makes sure that the text of a condition is one SQL expression about a row of a table, and no more. It is put behind <c>WHERE</c> and given to
/// DuckDB's own parser, and of the tree that comes back nothing but the expression may differ from that of <c>WHERE true</c>: no second
/// statement, <c>UNION</c>, <c>LIMIT</c> or parameter. Subqueries are refused, as those reach functions that do things.
/// </summary>
internal static class RowCondition
{
    // Far deeper than DuckDB lets an expression be.
    private const int MaxDepth = 100_000;

    /// <summary>Checks a condition, with a session in which the table's view is known.</summary>
    /// <param name="session">The session.</param>
    /// <param name="table">The table.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidSettingException">It is none; the message says why, and which columns there are.</exception>
    public static void Check(DuckDbSession session, ExportTable table, string condition, CancellationToken cancellationToken)
    {
        if (FindProblem(session, table, condition, cancellationToken) is { } problem)
        {
            throw new InvalidSettingException(
                $"--where '{condition}' is no condition for {table.Name}: {problem}. Its columns are {string.Join(", ", table.Columns)}; write one such as \"{Example(table)}\".");
        }
    }

    /// <summary>The query for the rows that keep a condition. The line breaks end a comment in it.</summary>
    public static string Query(ExportTable table, string? condition) => $"SELECT * FROM {table.Name}{(condition is null ? "" : $" WHERE\n{condition}\n")}";

    private static string? FindProblem(DuckDbSession session, ExportTable table, string condition, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(condition))
            return "it is empty";
        try
        {
            var tree = Parse(session, Query(table, condition), cancellationToken);
            if (tree["error_type"]?.ToString() is { } kind)
                return kind == "not implemented" ? "it is more than a condition" : tree["error_message"]!.ToString();
            var frame = Parse(session, Query(table, "true"), cancellationToken);
            var expression = TakeExpression(tree);
            TakeExpression(frame);
            if (expression is null || !Utf8(tree).SequenceEqual(Utf8(frame)))
                return "it is more than a condition";
            if (HasSubquery(expression))
                return "it has a subquery, and may speak of the columns of a row only";
            // Names and types, which the parser does not know.
            session.Execute("it", $"EXPLAIN {Query(table, condition)}", cancellationToken);
            return null;
        }
        catch (InvalidDataException exception)
        {
            return exception.Message.TrimEnd('!', '.');
        }
    }

    private static JsonNode Parse(DuckDbSession session, string query, CancellationToken cancellationToken)
    {
        var json = session.ReadText("it", $"SELECT json_serialize_sql({DuckDbSession.Literal(query)})", cancellationToken);
        return JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth })!;
    }

    private static JsonNode? TakeExpression(JsonNode tree)
    {
        var node = tree["statements"]?[0]?["node"]?.AsObject();
        if (node is null || !node.TryGetPropertyValue("where_clause", out var expression))
            return null;
        node.Remove("where_clause");
        return expression;
    }

    private static bool HasSubquery(JsonNode expression)
    {
        var reader = new Utf8JsonReader(Utf8(expression), new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("class")
                && reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("SUBQUERY"))
            {
                return true;
            }
        }
        return false;
    }

    private static ReadOnlySpan<byte> Utf8(JsonNode tree)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { MaxDepth = MaxDepth }))
            tree.WriteTo(writer);
        return text.WrittenSpan;
    }

    private static string Example(ExportTable table) => $"{table.Fields[0].Name} IS NOT NULL";
}
