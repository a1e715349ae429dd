using System.Text.Json.Serialization;

namespace RecoMart.Storage.Lake;

/// <summary>What the rows of an ingested partition are, of all that its source has had so far.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LakeMode>))]
public enum LakeMode
{
    /// <summary>All of them: partitions of earlier dates add nothing.</summary>
    [JsonStringEnumMemberName(LakeModeName.Snapshot)]
    Snapshot,

    /// <summary>Those first seen on that day: they add to the partitions before, back to the last snapshot.</summary>
    [JsonStringEnumMemberName(LakeModeName.Incremental)]
    Incremental,
}
