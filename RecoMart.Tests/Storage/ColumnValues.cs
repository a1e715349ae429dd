using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage;

/// <summary>Values of columns as plain objects: long, int, double, bool, string, and microseconds for timestamps.</summary>
internal static class ColumnValues
{
    public static object? Of(Column column, int row) => column.Statuses[row] == CellStatus.Value ? ValueOf(column, row) : null;

    /// <summary>The value as the validated layer has it: null where a rule is broken, texts in their canonical spelling.</summary>
    public static object? Cleaned(RowCleaner cleaner, int column, int row)
    {
        if (cleaner.Statuses(column)[row] != CellStatus.Value)
            return null;
        return cleaner.Batch.Columns[column] is TextColumn text ? text.Text(text.Canonical[text.Rows[row]]) : ValueOf(cleaner.Batch.Columns[column], row);
    }

    private static object ValueOf(Column column, int row) => column switch
    {
        FixedColumn<long> values => values.Values[row],
        FixedColumn<int> values => values.Values[row],
        FixedColumn<double> values => values.Values[row],
        FixedColumn<bool> values => values.Values[row],
        TextColumn values => values.Text(values.Rows[row]),
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };
}
