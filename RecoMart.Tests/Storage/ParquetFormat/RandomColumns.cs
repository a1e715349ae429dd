using System.Globalization;
using System.Text;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.ParquetFormat;

/// <summary>Columns of random values: of each type some that encoders find hard.</summary>
internal static class RandomColumns
{
    public static RowBatch Fill(SourceContract contract, int rows, Random random)
    {
        var batch = new RowBatch(contract);
        batch.Restart(0);
        foreach (var column in batch.Columns)
        {
            var nulls = column.Field.IsKey ? 0 : random.Next(3) switch { 0 => 0, 1 => 0.1, _ => 1.0 };
            var next = Values(column, random);
            for (var row = 0; row < rows; row++)
            {
                if (random.NextDouble() < nulls)
                    column.AppendMissing(CellStatus.Null);
                else
                    next();
            }
        }
        for (var row = 0; row < rows; row++)
            batch.EndRow(row + 1, default);
        return batch;
    }

    /// <summary>The rows as text, like those of <see cref="Lake.LakeValues"/>.</summary>
    public static IEnumerable<string> Describe(RowBatch batch) => Enumerable.Range(0, batch.Count).Select(row => string.Join('|', batch.Columns.Select(column =>
        column.Statuses[row] != CellStatus.Value ? "" : column switch
        {
            Int64Column c => Text(c.Values[row]),
            Int32Column c => Text(c.Values[row]),
            TimestampColumn c => Text(c.Values[row]),
            DoubleColumn c => Text(c.Values[row]),
            BooleanColumn c => Text(c.Values[row]),
            TextColumn c => c.Text(c.Rows[row]),
            _ => throw new InvalidOperationException(column.GetType().Name),
        })));

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static Action Values(Column column, Random random)
    {
        const long firstInstant = -62_135_596_800_000_000;
        const long instants = 315_537_897_600_000_000;
        var kind = random.Next(5);
        long last = random.Next(1_000_000);
        switch (column)
        {
            case Int64Column c:
                return () => c.AppendValue(kind switch
                {
                    0 => random.Next(7),
                    1 => random.NextInt64(long.MinValue, long.MaxValue),
                    2 => random.Next(2) == 0 ? long.MinValue : long.MaxValue,
                    3 => last += random.Next(1, 1000),
                    _ => 42,
                });
            case Int32Column c:
                return () => c.AppendValue(kind switch
                {
                    0 => random.Next(1, 6),
                    1 => random.Next(int.MinValue, int.MaxValue),
                    2 => random.Next(2) == 0 ? int.MinValue : int.MaxValue,
                    3 => (int)(last += random.Next(10)),
                    _ => -1,
                });
            case TimestampColumn c:
                return () => c.AppendValue(kind switch
                {
                    0 => last += random.Next(5_000_000),
                    1 => firstInstant + random.NextInt64(instants),
                    2 => last += random.Next(10) == 0 ? 86_400_000_000 : 0,
                    3 => last += random.Next(4) == 0 ? random.NextInt64(1L << 40) : random.Next(1 << 20),
                    _ => last,
                });
            case DoubleColumn c:
                return () => c.AppendValue(kind switch
                {
                    0 => random.Next(-2, 3),
                    1 => BitConverter.Int64BitsToDouble(random.NextInt64()) is var wild && double.IsFinite(wild) ? wild : 0.5,
                    2 => random.Next(3) * 0.25,
                    _ => random.NextDouble() * 1000,
                });
            case BooleanColumn c:
                return () => c.AppendValue(kind == 0 || (kind > 1 && random.Next(2) == 0));
            case TextColumn c:
                return () => c.AppendVerbatim(Encoding.UTF8.GetBytes(kind switch
                {
                    0 => $"w{random.Next(3)}",
                    1 => "always",
                    2 => $"é☕🛒 {random.Next()}",
                    3 => new string('x', random.Next(60)) + random.NextInt64(),
                    _ => $"{random.Next(300)}",
                }));
            default:
                throw new InvalidOperationException(column.GetType().Name);
        }
    }
}
