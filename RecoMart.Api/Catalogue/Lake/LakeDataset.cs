using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>A version of a dataset.</summary>
/// <param name="Entry">The dataset.</param>
/// <param name="Data">Its data file.</param>
/// <param name="Metadata">Its metadata file.</param>
internal sealed record LakeDataset(LakeEntry Entry, FileStamp Data, FileStamp Metadata)
{
    /// <summary>The data file, relative to the lake's base.</summary>
    public string Path => Entry.Partition.DataPath;

    /// <summary>Whether nothing has changed between the two.</summary>
    public bool IsVersionOf(LakeDataset other) => Path == other.Path && Data == other.Data && Metadata == other.Metadata;
}
