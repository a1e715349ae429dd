using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Staging;

/// <summary>Tells files with staged events from others, by their names.</summary>
public static class StagingFile
{
    /// <summary>Whether a file is a source's active staging file or a sealed part of it.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="contract">The source.</param>
    /// <returns>True for both.</returns>
    public static bool IsOne(string name, SourceContract contract)
    {
        var names = new StagingNames("", contract);
        return name == names.Active || names.PartOf(name) is not null;
    }
}
