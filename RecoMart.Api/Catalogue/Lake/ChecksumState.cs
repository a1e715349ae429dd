namespace RecoMart.Api.Catalogue.Lake;

/// <summary>What is known of a data file's MD5.</summary>
public enum ChecksumState
{
    /// <summary>It is being compared, or soon will be.</summary>
    Pending,

    /// <summary>It is what the metadata says.</summary>
    Verified,

    /// <summary>The file is not what its metadata says.</summary>
    Wrong,
}
