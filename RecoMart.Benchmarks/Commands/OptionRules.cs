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

    /// <summary>Takes no number above <paramref name="most"/>.</summary>
    /// <param name="option">The option.</param>
    /// <param name="most">The largest number.</param>
    /// <param name="reason">Why, as a clause.</param>
    public static Option<T> AtMost<T>(this Option<T> option, T most, string reason)
        where T : INumber<T>
    {
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is { } value && value > most)
                result.AddError($"{option.Name}: at most {most}, since {reason}.");
        });
        return option;
    }
}
