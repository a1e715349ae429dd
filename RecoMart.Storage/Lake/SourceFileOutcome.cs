using System.Text.Json.Serialization;

namespace RecoMart.Storage.Lake;

/// <summary>What was done with a source file.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SourceFileOutcome>))]
public enum SourceFileOutcome
{
    /// <summary>Its rows were read.</summary>
    [JsonStringEnumMemberName("read")]
    Read,

    /// <summary>It has no rows.</summary>
    [JsonStringEnumMemberName("empty")]
    Empty,

    /// <summary>It is not a file of this source; nothing was read.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,

    /// <summary>It can't be read as a whole, so nothing of it was taken. An error.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>It was read by an earlier run and has not changed since.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,

    /// <summary>It was read by an earlier run under another name.</summary>
    [JsonStringEnumMemberName("renamed")]
    Renamed,

    /// <summary>It was read by an earlier run and is not there any more. Its rows stay.</summary>
    [JsonStringEnumMemberName("gone")]
    Gone,
}
