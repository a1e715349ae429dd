namespace RecoMart.Api.Catalogue.Lake;

/// <summary>What has become of a dataset since another was made from it.</summary>
public enum InputState
{
    /// <summary>It is still the same.</summary>
    Same,

    /// <summary>Another one has taken its place.</summary>
    Replaced,

    /// <summary>It is not in the lake any more.</summary>
    Gone,

    /// <summary>Its metadata can't be read.</summary>
    Unreadable,
}
