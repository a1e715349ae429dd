using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RecoMart.Messaging.Sqlite;

/// <summary>
/// A prepared statement, straight on SQLite's own functions: ADO.NET's parameters and readers cost several times what SQLite itself does
/// for a row as small as an event. Not for several threads at once.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int ShortText = 64;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Sets parameter <paramref name="index"/>, counted from 1.</summary>
    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    /// <inheritdoc cref="Bind(int, long)"/>
    public SqliteStatement Bind(int index, string? value)
    {
        Check(value switch
        {
            null => raw.sqlite3_bind_null(_statement, index),
            { Length: > 0 and <= ShortText } => BindShort(index, value),
            _ => raw.sqlite3_bind_text(_statement, index, value),
        });
        return this;
    }

    /// <inheritdoc cref="Bind(int, long)"/>
    public SqliteStatement Bind(int index, ReadOnlyMemory<byte>? value)
    {
        Check(value switch
        {
            null => raw.sqlite3_bind_null(_statement, index),
            // An empty span has no address, which SQLite would take for null.
            { IsEmpty: true } => raw.sqlite3_bind_zeroblob(_statement, index, 0),
            { } bytes => raw.sqlite3_bind_blob(_statement, index, bytes.Span),
        });
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False when there is none; the statement can then be used anew.</returns>
    /// <exception cref="SqliteException">The statement failed.</exception>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        _ = raw.sqlite3_reset(_statement); // repeats the error that is thrown below
        if (result != raw.SQLITE_DONE)
            Check(result);
        return false;
    }

    /// <summary>Runs a statement to its end, whatever rows it has.</summary>
    /// <returns>How many rows it changed, if it changes rows.</returns>
    public int Run()
    {
        while (Step())
        {
        }
        return raw.sqlite3_changes(_database);
    }

    /// <summary>Runs the statement and gives the number in the first column of its first row.</summary>
    /// <returns>Null when there is no row or no number.</returns>
    public long? Scalar()
    {
        if (!Step())
            return null;
        var value = IsNull(0) ? (long?)null : Int64(0);
        Reset();
        return value;
    }

    /// <summary>Ends reading before the last row.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Bytes that are valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose() => _statement.Dispose();

    // Without the array that the library would make for it.
    private int BindShort(int index, string value)
    {
        Span<byte> utf8 = stackalloc byte[4 * ShortText];
        return raw.sqlite3_bind_text(_statement, index, utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, _database);
    }
}
