using System.Reflection;

namespace RecoMart.Benchmarks.Measurement;

/// <summary>Figures of a Debug build say nothing.</summary>
internal static class ReleaseBuild
{
    /// <exception cref="InvalidOperationException">This is not a Release build.</exception>
    public static void Require()
    {
        if (typeof(ReleaseBuild).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration != "Release")
            throw new InvalidOperationException("Measure a Release build: dotnet run -c Release --project RecoMart.Benchmarks -- …");
    }
}
