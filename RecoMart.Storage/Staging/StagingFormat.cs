using System.Globalization;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Staging;

/// <summary>How records of one type become lines of their staging file.</summary>
/// <remarks>
/// <code>
/// new UserRecord(1001, 28, "M", "Mobile")                          1001,28,M,Mobile
/// new TransactionRecord(1001, 150, "purchase", null, …)            1001,150,purchase,,2026-01-27T10:30:00
/// </code>
/// A line holds numbers, instants and words of the contract, nothing else: no value needs quotes, none breaks a line, and none begins a
/// formula when somebody opens the file in a spreadsheet.
/// </remarks>
/// <typeparam name="TRecord">The record's type.</typeparam>
public abstract class StagingFormat<TRecord>
{
    private protected StagingFormat(SourceContract contract) => Contract = contract;

    /// <summary>The source whose rows the records are.</summary>
    public SourceContract Contract { get; }

    /// <summary>The longest line, in bytes.</summary>
    internal abstract int MaxLineBytes { get; }

    /// <summary>Writes a record's line, line feed included.</summary>
    /// <param name="record">The record.</param>
    /// <param name="line">At least <see cref="MaxLineBytes"/> long.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="ArgumentException">A text is not one of the contract's words.</exception>
    internal abstract int Write(TRecord record, Span<byte> line);

    private protected static int Number(long value, Span<byte> line, char end)
    {
        value.TryFormat(line, out var count, provider: CultureInfo.InvariantCulture);
        line[count] = (byte)end;
        return count + 1;
    }

    private protected Field Field(string name) => Contract.Fields.First(field => field.Name == name);

    private protected static int Word(Field field, string value, Span<byte> line, char end)
    {
        if (!field.AllowedValues.Contains(value))
            throw new ArgumentException($"{field.Name}: {field.Explain(CellStatus.RuleBroken)}", nameof(value));
        var count = System.Text.Encoding.UTF8.GetBytes(value, line);
        line[count] = (byte)end;
        return count + 1;
    }
}
