using System.CommandLine;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>--pairs</c>: how often each contender is measured.</summary>
internal static class PairsOption
{
    public static Option<int> Create(int usual) =>
        new Option<int>("--pairs") { Description = "Measured pairs of runs.", DefaultValueFactory = _ => usual }.AtLeastOne();
}
