namespace RecoMart.Storage.Lake;

/// <summary>The names of the modes, as they stand in metadata, flags and telemetry.</summary>
public static class LakeModeName
{
    /// <summary>Of <see cref="LakeMode.Snapshot"/>.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>Of <see cref="LakeMode.Incremental"/>.</summary>
    public const string Incremental = "incremental";

    /// <summary>The name of a mode.</summary>
    /// <param name="mode">The mode.</param>
    /// <returns>The name.</returns>
    public static string Of(LakeMode mode) => mode == LakeMode.Snapshot ? Snapshot : Incremental;
}
