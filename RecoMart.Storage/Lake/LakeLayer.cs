namespace RecoMart.Storage.Lake;

/// <summary>A layer of the data lake; its folder has the same name in lower case.</summary>
public enum LakeLayer
{
    /// <summary>Typed and trimmed, nothing judged.</summary>
    Raw,

    /// <summary>Rows that keep the field contract.</summary>
    Validated,

    /// <summary>Rows that were not taken, with file, line, reason and text.</summary>
    Quarantine,

    /// <summary>Cleaned and prepared data, made by later steps.</summary>
    Prepared,

    /// <summary>Features, made by later steps.</summary>
    Features,
}
