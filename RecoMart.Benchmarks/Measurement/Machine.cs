using System.Runtime.InteropServices;

namespace RecoMart.Benchmarks.Measurement;

/// <summary>The machine the figures belong to: what it has, not what it is called.</summary>
internal sealed record Machine(int Processors, long MemoryBytes, string OperatingSystem, string Runtime)
{
    public static Machine Current { get; } = new(
        Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}", RuntimeInformation.FrameworkDescription);

    /// <summary>As the commands print it below their figures.</summary>
    public override string ToString() => FormattableString.Invariant($"{Processors} processors; {OperatingSystem}; {Runtime}");
}
