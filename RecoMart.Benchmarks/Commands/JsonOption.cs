using System.CommandLine;
using System.Text.Json;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>--json</c>: the report for programs, too.</summary>
internal static class JsonOption
{
    public static Option<FileInfo> Create() => new("--json") { Description = "Also write the result to this file." };

    /// <summary>Writes a report, where that was asked for.</summary>
    /// <param name="file">The option's value.</param>
    /// <param name="report">The report.</param>
    public static void Write<T>(FileInfo? file, T report)
    {
        if (file is not null)
            File.WriteAllText(file.FullName, JsonSerializer.Serialize(report, ReportJson.Options) + "\n");
    }
}
