namespace RecoMart.Benchmarks.Streaming;

/// <summary>A part of the scenario that can be measured alone.</summary>
internal enum StreamPart
{
    /// <summary>One event a request.</summary>
    One,

    /// <summary>Many events a request, and the drain of the log.</summary>
    Bulk,

    /// <summary>From the request to the staging file.</summary>
    Latency,

    /// <summary>What telemetry costs.</summary>
    Telemetry,

    /// <summary>How the cost of an event grows with the number of clients and of partitions.</summary>
    Growth,
}
