namespace RecoMart.Api.Catalogue.Lake;

/// <summary>What a table was made from and how, as the page shows it.</summary>
/// <param name="Sql">The SQL that made it, by its name in the repository.</param>
/// <param name="Engine">What ran it.</param>
/// <param name="AsOf">The instant it looks back from, UTC; null where time plays no part.</param>
/// <param name="Settings">The settings that shaped it, by name.</param>
/// <param name="Counts">What became of the rows that went in, by name.</param>
/// <param name="Inputs">The datasets that went in.</param>
public sealed record LineageView(
    string Sql,
    string Engine,
    DateTimeOffset? AsOf,
    IReadOnlyDictionary<string, double> Settings,
    IReadOnlyDictionary<string, long> Counts,
    IReadOnlyList<InputView> Inputs);
