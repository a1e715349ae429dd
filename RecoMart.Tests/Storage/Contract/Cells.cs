using System.Text;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Contract;

/// <summary>Reads one cell as a field of some type does.</summary>
internal static class Cells
{
    /// <summary>The value and how reading went, of text that stands in a cell.</summary>
    public static (CellStatus Status, object? Value) Read(FieldType type, string cell) => Read(new Field("field", type), Encoding.UTF8.GetBytes(cell));

    public static (CellStatus Status, object? Value) Read(Field field, byte[] cell)
    {
        var column = Column.Create(field);
        var status = column.Append(cell);
        Assert.Equal(status, column.Statuses[0]);
        return (status, ColumnValues.Of(column, 0));
    }
}
