using System.CommandLine;
using System.Numerics;

namespace RecoMart.Benchmarks.Commands;

/// <summary>What values options may have.</summary>
internal static class OptionRules
{
    /// <summary>Takes no number below one.</summary>
    public static Option<T> AtLeastOne<T>(this Option<T> option)
        where T : INumber<T>
    {
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is { } value && value < T.One)
                result.AddError($"{option.Name}: at least 1.");
        });
        return option;
    }
}
