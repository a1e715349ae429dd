using System.Runtime.CompilerServices;
using RecoMart.Storage.Contract;

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

    private readonly List<(int FirstRow, int File)> _files = [];
    private readonly Dictionary<int, string> _details = [];
    private long[] _lines = new long[1024];
    private RowProblem[] _problems = new RowProblem[1024];
    private int[] _rawStarts = new int[1025];
    private byte[] _raw = new byte[64 << 10];
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

    /// <summary>What is wrong with each row as a whole.</summary>
    public ReadOnlySpan<RowProblem> Problems => _problems.AsSpan(0, Count);

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
        _details.Clear();
        _files.Clear();
        _files.Add((0, file));
    }

    /// <summary>Says that the next rows come from another file.</summary>
    /// <param name="file">The number of the file in the caller's list.</param>
    public void StartFile(int file) => _files.Add((Count, file));

    /// <summary>Adds the origin of a row whose cells have been added to every column.</summary>
    /// <param name="line">The line its text starts at, from 1.</param>
    /// <param name="raw">Its text as it stands in the file.</param>
    /// <param name="keepRaw">Whether to keep the text: quarantine asks for it, so a row that keeps the rules of required fields can do without.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void EndRow(long line, ReadOnlySpan<byte> raw, bool keepRaw = true)
    {
        _bytes += raw.Length;
        if (!keepRaw)
            raw = default;
        if (Count + 1 == _rawStarts.Length)
        {
            Array.Resize(ref _lines, Count * 4);
            Array.Resize(ref _problems, Count * 4);
            Array.Resize(ref _rawStarts, (Count * 4) + 1);
        }
        var start = _rawStarts[Count];
        if (start + raw.Length > _raw.Length)
            Array.Resize(ref _raw, Math.Max(_raw.Length * 2, start + raw.Length));
        raw.CopyTo(_raw.AsSpan(start));
        _lines[Count] = line;
        _problems[Count] = RowProblem.None;
        _rawStarts[++Count] = start + raw.Length;
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
        EndRow(line, raw);
        _problems[Count - 1] = problem;
        _details[Count - 1] = detail;
    }

    /// <summary>The line a row's text starts at, from 1.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The line.</returns>
    public long Line(int row) => _lines[row];

    /// <summary>A row's text as it stands in the file, in the file's own bytes; empty where it was left out.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The bytes, without the line break.</returns>
    public ReadOnlySpan<byte> Raw(int row) => _raw.AsSpan(_rawStarts[row], _rawStarts[row + 1] - _rawStarts[row]);

    /// <summary>The detail given with a row's problem.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The detail, empty where there is none.</returns>
    public string Detail(int row) => _details.GetValueOrDefault(row, "");

    /// <summary>The parts of the batch that come from one file each, in order.</summary>
    /// <returns>The file's number, and the rows <c>[First, End)</c> that come from it.</returns>
    public IEnumerable<(int File, int First, int End)> Files()
    {
        for (var i = 0; i < _files.Count; i++)
        {
            var end = i + 1 < _files.Count ? _files[i + 1].FirstRow : Count;
            if (end > _files[i].FirstRow)
                yield return (_files[i].File, _files[i].FirstRow, end);
        }
    }
}
