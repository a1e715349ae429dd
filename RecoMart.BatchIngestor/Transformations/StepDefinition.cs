namespace RecoMart.BatchIngestor.Transformations;

/// <summary>Something made on the way to a table, by an SQL file of its own.</summary>
/// <param name="Name">Its name in SQL, in the schema of the table.</param>
/// <param name="Stored">Whether its rows are written to a working file, or it is a view.</param>
internal sealed record StepDefinition(string Name, bool Stored);
