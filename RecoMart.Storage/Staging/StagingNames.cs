using System.Globalization;
using System.Text;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Staging;

/// <summary>The files that belong to one staging file, and its header.</summary>
/// <remarks>
/// <code>
/// users_api_staging.csv           the active file
/// users_api_staging.000001.csv    a sealed part
/// .users_api_staging.journal      what of the active file is committed; hidden, like
/// .users_api_staging.lock         the proof of being its only writer
/// </code>
/// </remarks>
internal sealed class StagingNames(string folder, SourceContract contract)
{
    private readonly string _name = contract.Name + "_api_staging";

    public string Folder { get; } = folder;

    public string Active => Path.Combine(Folder, _name + ".csv");

    public string Journal => Path.Combine(Folder, $".{_name}.journal");

    public string Lock => Path.Combine(Folder, $".{_name}.lock");

    /// <summary>The header line with its line feed.</summary>
    public byte[] Header { get; } = Encoding.UTF8.GetBytes(string.Join(',', contract.Fields.Select(field => field.Name)) + "\n");

    public string Sealed(int part) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{_name}.{part:D6}.csv"));

    /// <summary>The number of a sealed part, or null for any other file.</summary>
    public int? PartOf(string path)
    {
        var name = Path.GetFileName(path);
        return name.Length > _name.Length + 5
            && name.StartsWith(_name + ".", StringComparison.Ordinal)
            && name.EndsWith(".csv", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan()[(_name.Length + 1)..^4], NumberStyles.None, CultureInfo.InvariantCulture, out var part)
                ? part
                : null;
    }
}
