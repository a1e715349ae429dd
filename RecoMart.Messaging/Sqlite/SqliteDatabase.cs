using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RecoMart.Messaging.Sqlite;

/// <summary>A connection to one of the log's files, with the statements prepared on it. Not for several threads at once.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    private SqliteDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the file, and makes it if it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="durable">Whether a commit is on the disk when it returns, or survives a killed process only.</param>
    /// <param name="wait">How long to wait for another process's lock.</param>
    /// <param name="schema">Statements that make the tables if they are missing; each further text is what a later version has added.</param>
    public static SqliteDatabase Open(string path, bool durable, TimeSpan wait, IReadOnlyList<string> schema)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        // Pooled connections stay open, and their file locked, after they were closed.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        var database = new SqliteDatabase(connection);
        try
        {
            connection.Open();
            _ = raw.sqlite3_busy_timeout(connection.Handle!, (int)wait.TotalMilliseconds);
            database.UseWriteAheadLog(wait);
            database.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            // A checkpoint every 16 MB: at the default of 4 MB they would come many times a second under load.
            database.Execute("PRAGMA wal_autocheckpoint = 4000");
            database.Execute("PRAGMA journal_size_limit = 67108864");
            database.EnsureSchema(schema);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A statement, prepared on its first use.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = new SqliteStatement(_connection, sql);
        return statement;
    }

    /// <summary>Runs a statement without parameters.</summary>
    public void Execute(string sql)
    {
        using var statement = new SqliteStatement(_connection, sql);
        statement.Run();
    }

    /// <summary>Runs <paramref name="work"/> in a transaction that writes, from its beginning: it can't fail half-way for a lock.</summary>
    public T Write<T>(Func<T> work)
    {
        Statement("BEGIN IMMEDIATE").Run();
        try
        {
            var result = work();
            Statement("COMMIT").Run();
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <summary>Runs <paramref name="work"/> on one state of the file.</summary>
    public T Read<T>(Func<T> work)
    {
        Statement("BEGIN").Run();
        try
        {
            return work();
        }
        finally
        {
            RollBack();
        }
    }

    /// <summary>A number that changes when any other connection, of whatever process, has committed something.</summary>
    public long DataVersion() => Statement("PRAGMA data_version").Scalar() ?? 0;

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        _connection.Dispose();
    }

    // Another process may be about to do the same, and SQLite does not wait for it here.
    private void UseWriteAheadLog(TimeSpan wait)
    {
        var deadline = Environment.TickCount64 + (long)wait.TotalMilliseconds;
        while (true)
        {
            try
            {
                Execute("PRAGMA journal_mode = WAL");
                return;
            }
            catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_BUSY && Environment.TickCount64 < deadline)
            {
                Thread.Sleep(10);
            }
        }
    }

    // Looked for first: to open a file must not have to wait until its writer has finished.
    private void EnsureSchema(IReadOnlyList<string> schema)
    {
        if (Version() >= schema.Count)
            return;
        Write(() =>
        {
            // Another process may have been first.
            foreach (var sql in schema.Skip(Version()).SelectMany(
                added => added.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
                Execute(sql);
            Execute($"PRAGMA user_version = {schema.Count}");
            return true;
        });
    }

    private int Version() => (int)(Statement("PRAGMA user_version").Scalar() ?? 0);

    private void RollBack()
    {
        // SQLite has already rolled back by itself after some errors.
        if (raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
            Statement("ROLLBACK").Run();
    }
}
