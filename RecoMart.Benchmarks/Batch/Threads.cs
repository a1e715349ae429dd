using System.Globalization;

namespace RecoMart.Benchmarks.Batch;

/// <summary>How a .NET process is told how many processors it has.</summary>
internal static class Threads
{
    public static IReadOnlyDictionary<string, string> Limit(int threads) =>
        new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = threads.ToString(CultureInfo.InvariantCulture) };
}
