using System.Runtime.InteropServices;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Columns;

/// <summary>
/// Judges a batch of rows by the field contract: which rows go where, which optional values become null, and how allowed values
/// are spelled. Works column by column.
/// </summary>
public sealed class RowCleaner
{
    // Of the columns of the batch in which a rule was broken; the others have the statuses they were read with.
    private readonly CellStatus[][] _statuses;
    private readonly bool[] _hasOwn;

    private readonly List<RejectedRow> _rejected = [];

    // By column and status: a file may have millions of rows with the same complaint.
    private readonly string[][] _rules;
    private readonly string[][] _reasons;
    private RowVerdict[] _verdicts = [];

    /// <summary>Makes a cleaner, whose buffers serve one batch after the other.</summary>
    /// <param name="contract">The source whose rows it judges.</param>
    public RowCleaner(SourceContract contract)
    {
        _statuses = [.. contract.Fields.Select(_ => Array.Empty<CellStatus>())];
        _hasOwn = new bool[contract.Fields.Count];
        _rules = [.. contract.Fields.Select(field => Enum.GetValues<CellStatus>().Select(field.Explain).ToArray())];
        _reasons = [.. contract.Fields.Select((field, i) => _rules[i].Select(rule => $"{field.Name}: {rule}").ToArray())];
    }

    /// <summary>The batch that was judged last.</summary>
    public RowBatch Batch { get; private set; } = null!;

    /// <summary>Where each row goes.</summary>
    public ReadOnlySpan<RowVerdict> Verdicts => _verdicts.AsSpan(0, Batch.Count);

    /// <summary>How many rows are <see cref="RowVerdict.Accepted"/>.</summary>
    public int Accepted { get; private set; }

    /// <summary>How many rows are <see cref="RowVerdict.Unreadable"/>.</summary>
    public int Unreadable { get; private set; }

    /// <summary>The rows that go to quarantine, in order: each with its origin and the first rule it broke, in the contract's order of fields.</summary>
    public IReadOnlyList<RejectedRow> Rejected => _rejected;

    /// <summary>The status of each cell of a column after its rule was applied.</summary>
    /// <param name="column">The column's number.</param>
    /// <returns>A status per row.</returns>
    public ReadOnlySpan<CellStatus> Statuses(int column) =>
        _hasOwn[column] ? _statuses[column].AsSpan(0, Batch.Count) : Batch.Columns[column].Statuses;

    /// <summary>Judges the rows of a batch.</summary>
    /// <param name="batch">The batch.</param>
    public void Clean(RowBatch batch)
    {
        Batch = batch;
        if (_verdicts.Length < batch.Count)
            _verdicts = new RowVerdict[batch.Count];
        var verdicts = _verdicts.AsSpan(0, batch.Count);
        verdicts.Clear();
        foreach (var (row, _) in batch.Problems.Items)
            verdicts[row] = RowVerdict.Unreadable;
        for (var i = 0; i < batch.Columns.Count; i++)
        {
            var field = batch.Columns[i].Field;
            _hasOwn[i] = false;
            ApplyRule(i);
            if (field.IsRequired)
                Require(Statuses(i), verdicts, field.IsKey ? RowVerdict.Unreadable : RowVerdict.Invalid);
        }
        Accepted = verdicts.Count(RowVerdict.Accepted);
        Unreadable = verdicts.Count(RowVerdict.Unreadable);
        FindRejected();
    }

    /// <summary>The optional values of accepted rows that became null because they could not be read or broke a rule.</summary>
    /// <returns>Grouped by reason.</returns>
    public IEnumerable<NulledValues> Nulled()
    {
        for (var i = 0; i < _statuses.Length; i++)
        {
            var column = Batch.Columns[i];
            if (column.Field.IsRequired)
                continue;
            var (counts, firstRows) = CountProblems(i);
            for (var status = CellStatus.Null + 1; status <= CellStatus.RuleBroken; status++)
            {
                if (counts[(int)status] == 0)
                    continue;
                var row = firstRows[(int)status];
                var file = Batch.Files().First(part => row >= part.First && row < part.End).File;
                yield return new NulledValues(
                    _reasons[i][(int)status], counts[(int)status], file, Batch.Line(row), column.Describe(row));
            }
        }
    }

    private (long[] Counts, int[] FirstRows) CountProblems(int column)
    {
        var counts = new long[(int)CellStatus.RuleBroken + 1];
        var firstRows = new int[counts.Length];
        var statuses = MemoryMarshal.AsBytes(Statuses(column));
        for (var row = 0; statuses[row..].IndexOfAnyInRange((byte)(CellStatus.Null + 1), (byte)CellStatus.RuleBroken) is >= 0 and var distance; row++)
        {
            row += distance;
            if (_verdicts[row] == RowVerdict.Accepted && counts[statuses[row]]++ == 0)
                firstRows[statuses[row]] = row;
        }
        return (counts, firstRows);
    }

    private void FindRejected()
    {
        _rejected.Clear();
        foreach (var (file, first, end) in Batch.Files())
        {
            for (var row = NextRejected(first, end); row < end; row = NextRejected(row + 1, end))
                _rejected.Add(Explain(row, file));
        }
    }

    private int NextRejected(int first, int end)
    {
        var distance = MemoryMarshal.AsBytes(_verdicts.AsSpan(first, end - first)).IndexOfAnyExcept((byte)RowVerdict.Accepted);
        return distance < 0 ? end : first + distance;
    }

    private RejectedRow Explain(int row, int file)
    {
        if (Batch.Problems.TryFind(row, out var whole))
            return new RejectedRow(row, file, Batch.Line(row), "", whole.Detail, Explain(whole.Problem), Explain(whole.Problem));
        for (var i = 0; i < _statuses.Length; i++)
        {
            var column = Batch.Columns[i];
            var status = Statuses(i)[row];
            if (column.Field.IsRequired && status != CellStatus.Value)
                return new RejectedRow(row, file, Batch.Line(row), column.Field.Name, column.Describe(row), _rules[i][(int)status], _reasons[i][(int)status]);
        }
        throw new InvalidOperationException($"Row {row} was not accepted, but no field says why.");
    }

    private static string Explain(RowProblem problem) => problem switch
    {
        RowProblem.TooShort => "row too short",
        RowProblem.TooLong => "row too long",
        RowProblem.TextAfterClosingQuote => "text after a closing quote",
        RowProblem.NotAnObject => "not an object",
        RowProblem.DuplicateKey => "a key that stands twice",
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };

    private static void Require(ReadOnlySpan<CellStatus> statuses, Span<RowVerdict> verdicts, RowVerdict otherwise)
    {
        var bytes = MemoryMarshal.AsBytes(statuses);
        for (var row = 0; bytes[row..].IndexOfAnyExcept((byte)CellStatus.Value) is >= 0 and var distance; row++)
        {
            row += distance;
            if (verdicts[row] < otherwise)
                verdicts[row] = otherwise;
        }
    }

    private void ApplyRule(int number)
    {
        var column = Batch.Columns[number];
        var field = column.Field;
        if (column is TextColumn text && field.AllowedValues.Count > 0 && text.Canonical.Contains(-1))
            Allow(text.Rows, text.Canonical, OwnStatuses(number));
        else if (column is Int32Column integers && (field.Minimum != long.MinValue || field.Maximum != long.MaxValue))
            Limit(number, integers.Values, (int)Math.Max(field.Minimum, int.MinValue), (int)Math.Min(field.Maximum, int.MaxValue));
    }

    private Span<CellStatus> OwnStatuses(int column)
    {
        if (_statuses[column].Length < Batch.Count)
            _statuses[column] = new CellStatus[Batch.Count];
        var statuses = _statuses[column].AsSpan(0, Batch.Count);
        Batch.Columns[column].Statuses.CopyTo(statuses);
        _hasOwn[column] = true;
        return statuses;
    }

    private void Limit(int column, ReadOnlySpan<int> values, int minimum, int maximum)
    {
        var statuses = Batch.Columns[column].Statuses;
        var range = (uint)(maximum - minimum);
        Span<CellStatus> own = default;
        for (var row = 0; row < values.Length && row < statuses.Length; row++)
        {
            if ((uint)(values[row] - minimum) <= range || statuses[row] != CellStatus.Value)
                continue;
            if (own.IsEmpty)
                own = OwnStatuses(column);
            own[row] = CellStatus.RuleBroken;
        }
    }

    private static void Allow(ReadOnlySpan<int> rows, ReadOnlySpan<int> canonical, Span<CellStatus> statuses)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            if (statuses[row] == CellStatus.Value && canonical[rows[row]] < 0)
                statuses[row] = CellStatus.RuleBroken;
        }
    }
}
