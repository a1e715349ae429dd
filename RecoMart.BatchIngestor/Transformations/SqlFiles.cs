namespace RecoMart.BatchIngestor.Transformations;

/// <summary>The files of this folder that are carried in the program: <c>tables.json</c> and the SQL.</summary>
internal static class SqlFiles
{
    /// <summary>The text of an SQL file.</summary>
    /// <param name="name">Its path below <c>Sql/</c>, such as <c>prepared/users.sql</c>.</param>
    public static string Read(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    /// <summary>Opens a file.</summary>
    /// <param name="name">Its path, that of an SQL file below <c>Sql/</c>.</param>
    public static Stream Open(string name) =>
        typeof(SqlFiles).Assembly.GetManifestResourceStream("transformations/" + name)
        ?? throw new InvalidOperationException($"The program carries no {name}.");
}
