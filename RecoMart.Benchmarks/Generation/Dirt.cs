namespace RecoMart.Benchmarks.Generation;

/// <summary>One kind of damage that is found in real exports: turns a clean row's cells into those of a dirty row.</summary>
internal sealed record Dirt(string Name, Func<string[], string[]> Apply)
{
    /// <summary>Damage to one cell.</summary>
    public static Dirt InCell(string name, int column, Func<string, string> change) => new(name, cells =>
    {
        var dirty = cells.ToArray();
        dirty[column] = change(dirty[column]);
        return dirty;
    });

    /// <summary>One cell replaced by a fixed text.</summary>
    public static Dirt Cell(string name, int column, string text) => InCell(name, column, _ => text);
}
