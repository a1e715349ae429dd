using System.CommandLine;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>--pairs</c>: how often each contender is measured.</summary>
internal static class PairsOption
{
    public static Option<int> Create(int usual)
    {
        var pairs = new Option<int>("--pairs") { Description = "Measured pairs of runs.", DefaultValueFactory = _ => usual };
        pairs.Validators.Add(result =>
        {
            if (result.GetValue(pairs) < 1)
                result.AddError("--pairs: at least 1.");
        });
        return pairs;
    }
}
