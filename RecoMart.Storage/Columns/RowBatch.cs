using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;

namespace RecoMart.Storage.Columns;

/// <summary>
/// Rows as they were read from source files: their typed columns, and for each row the file, the line and the raw text it came
/// from, for quarantine and messages. One batch becomes one row group in the lake.
/// <code>
/// file users.csv, line 7: "13, 25 ,M,Moblie"
///   columns   user_id 13 | age 25 | gender "M" | device "Moblie"     (a status beside each value)
///   origin    file 0, line 7; raw text bytes [start, end) if the row is one for quarantine
/// </code>
/// </summary>
public sealed class RowBatch
{
    /// <summary>The most rows a batch takes: a row group of this size is what engines read in parallel and skip as a whole.</summary>
    public const int MaxRows = 250_000;

    // A batch also ends when its rows have been this long in the file, so that memory is bounded whatever they look like.
    private const int MaxBytes = 24 << 20;

    private readonly RowList<int> _files = new();

    // Lines follow one another but for blank ones and cells of several lines: only the rows where they do not are kept here.
    private readonly RowList<long> _lines = new();
    private readonly RowList<(int Start, int Length)> _rawOf = new();
    private readonly RowList<(RowProblem Problem, string Detail)> _problems = new();
    private byte[] _raw = new byte[64 << 10];
    private int _rawLength;
    private long _bytes;

    /// <summary>Makes an empty batch.</summary>
    /// <param name="contract">The source whose rows it takes.</param>
    public RowBatch(SourceContract contract)
    {
        Contract = contract;
        ColumnArray = [.. contract.Fields.Select(Column.Create)];
    }

    /// <summary>The source.</summary>
    public SourceContract Contract { get; }

    /// <summary>The columns, in the contract's order.</summary>
    public IReadOnlyList<Column> Columns => ColumnArray;

    /// <summary>The number of rows, unreadable ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the batch should be handed on before another row is added.</summary>
    public bool IsFull => Count >= MaxRows || _bytes >= MaxBytes;

    /// <summary>How many more rows it takes, whatever their length.</summary>
    internal int Room => MaxRows - Count;

    /// <summary>The rows that are wrong as a whole, and the offending value in words.</summary>
    internal RowList<(RowProblem Problem, string Detail)> Problems => _problems;

    /// <summary>The columns, for the loops that touch every cell.</summary>
    internal Column[] ColumnArray { get; }

    /// <summary>Removes all rows and says which file the next ones come from.</summary>
    /// <param name="file">The number of the file in the caller's list.</param>
    public void Restart(int file)
    {
        foreach (var column in Columns)
            column.Clear();
        Count = 0;
        _bytes = 0;
        _rawLength = 0;
        _lines.Clear();
        _rawOf.Clear();
        _problems.Clear();
        _files.Clear();
        _files.Add(0, file);
    }

    /// <summary>Says that the next rows come from another file.</summary>
    /// <param name="file">The number of the file in the caller's list.</param>
    public void StartFile(int file) => _files.Add(Count, file);

    /// <summary>Adds the origin of a row whose cells have been added to every column.</summary>
    /// <param name="line">The line its text starts at, from 1.</param>
    /// <param name="raw">Its text as it stands in the file.</param>
    /// <param name="keepRaw">Whether to keep the text: quarantine asks for it, so a row that keeps the rules of required fields can do without.</param>
    public void EndRow(long line, ReadOnlySpan<byte> raw, bool keepRaw = true)
    {
        _bytes += raw.Length;
        StartLine(line);
        if (keepRaw)
            KeepRaw(Count, raw);
        Count++;
    }

    /// <summary>Adds the origin of rows whose cells have been added to every column.</summary>
    /// <param name="line">The line that the first of them starts at; each has one line.</param>
    /// <param name="cells">Their text.</param>
    /// <param name="unfit">For each whether its text is kept: whether it breaks the rule of a required field.</param>
    internal void EndRows(long line, CsvCells cells, ReadOnlySpan<bool> unfit)
    {
        _bytes += cells.Length;
        StartLine(line);
        for (var row = 0; unfit[row..].IndexOf(true) is >= 0 and var distance; row++)
        {
            row += distance;
            KeepRaw(Count + row, cells.Row(row));
        }
        Count += cells.Rows;
    }

    /// <summary>Adds a row whose cells can't be told apart; all its values are missing.</summary>
    /// <param name="line">The line its text starts at, from 1.</param>
    /// <param name="raw">Its text as it stands in the file.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="detail">The offending value in words: <c>3 fields, the header has 5</c>.</param>
    public void AppendProblem(long line, ReadOnlySpan<byte> raw, RowProblem problem, string detail)
    {
        foreach (var column in Columns)
            column.AppendMissing(CellStatus.Null);
        _problems.Add(Count, (problem, detail));
        EndRow(line, raw);
    }

    /// <summary>The line a row's text starts at, from 1.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The line.</returns>
    public long Line(int row)
    {
        var (first, line) = _lines.Items[_lines.LastUpTo(row)];
        return line + (row - first);
    }

    /// <summary>A row's text as it stands in the file, in the file's own bytes; empty where it was left out.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The bytes, without the line break.</returns>
    public ReadOnlySpan<byte> Raw(int row) => _rawOf.TryFind(row, out var part) ? _raw.AsSpan(part.Start, part.Length) : default;

    /// <summary>The parts of the batch that come from one file each, in order.</summary>
    /// <returns>The file's number, and the rows <c>[First, End)</c> that come from it.</returns>
    public IEnumerable<(int File, int First, int End)> Files()
    {
        for (var i = 0; i < _files.Items.Length; i++)
        {
            var (first, file) = _files.Items[i];
            var end = i + 1 < _files.Items.Length ? _files.Items[i + 1].Row : Count;
            if (end > first)
                yield return (file, first, end);
        }
    }

    private void StartLine(long line)
    {
        if (Count == 0 || Line(Count) != line)
            _lines.Add(Count, line);
    }

    private void KeepRaw(int row, ReadOnlySpan<byte> raw)
    {
        if (_rawLength + raw.Length > _raw.Length)
            Array.Resize(ref _raw, Math.Max(_raw.Length * 2, _rawLength + raw.Length));
        raw.CopyTo(_raw.AsSpan(_rawLength));
        _rawOf.Add(row, (_rawLength, raw.Length));
        _rawLength += raw.Length;
    }
}
