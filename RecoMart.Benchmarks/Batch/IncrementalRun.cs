using System.Text.Json;
using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>One run of the ingestor.</summary>
/// <param name="Process">The whole of its process.</param>
/// <param name="RunSeconds">The run alone, without the start and the end of the process.</param>
/// <param name="Rows">The rows it read.</param>
internal sealed record IncrementalRun(ProcessRun Process, double RunSeconds, long Rows)
{
    /// <summary>Reads what the ingestor says of a run of one source.</summary>
    public static IncrementalRun Of(ProcessRun process)
    {
        using var report = JsonDocument.Parse(process.Output);
        var rows = 0L;
        foreach (var file in report.RootElement.GetProperty("sources")[0].GetProperty("files").EnumerateArray())
            rows += file.GetProperty("rows").GetInt64();
        return new IncrementalRun(process, report.RootElement.GetProperty("duration_seconds").GetDouble(), rows);
    }
}
