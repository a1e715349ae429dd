using System.Globalization;
using DuckDB.NET.Data;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>
/// DuckDB with nothing in it, for one run: bounded memory, working files in a folder that goes with the run, no network, no extensions. The
/// only class that knows DuckDB, so that its library is loaded by the commands that need it and by no other.
/// </summary>
internal sealed class DuckDbSession : IDisposable
{
    private static readonly TimeSpan s_interruptAgain = TimeSpan.FromMilliseconds(50);

    private readonly DuckDBConnection _connection = new("Data Source=:memory:");
    private readonly TransformationSettings _settings;
    private readonly Action<string> _onOneThread;

    /// <summary>Starts it.</summary>
    /// <param name="settings">What it may use.</param>
    /// <param name="spillFolder">The folder for what does not fit into memory.</param>
    /// <param name="onOneThread">Told the name of what is tried once more with one thread, because it needed too much memory with several.</param>
    public DuckDbSession(TransformationSettings settings, string spillFolder, Action<string> onOneThread)
    {
        _settings = settings;
        _onOneThread = onOneThread;
        _connection.Open();
        // Freed memory goes back to the system early: held for later it would come on top of the limit. Measured over 30 million rows,
        // this is 40 MB less at the same speed.
        Execute("settings", string.Create(CultureInfo.InvariantCulture, $"""
            SET memory_limit = '{settings.MemoryBytes} B';
            SET threads = {settings.Threads};
            SET temp_directory = {Literal(spillFolder)};
            SET preserve_insertion_order = false;
            SET allocator_flush_threshold = '4MB';
            SET allocator_bulk_deallocation_flush_threshold = '16MB';
            SET allocator_background_threads = true;
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            SET TimeZone = 'UTC';
            """), CancellationToken.None);
    }

    /// <summary>Name and version, for the lineage.</summary>
    public string Engine => $"DuckDB {_connection.ServerVersion}";

    /// <summary>A text as an SQL literal.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Runs statements.</summary>
    /// <param name="name">What they are, for errors.</param>
    /// <param name="sql">The statements.</param>
    /// <param name="cancellationToken">Interrupts them.</param>
    /// <exception cref="InvalidDataException">They can't be run; the message says why.</exception>
    public void Execute(string name, string sql, CancellationToken cancellationToken) => Run(name, sql, command => command.ExecuteNonQuery(), cancellationToken);

    /// <summary>Writes the result of a query to a file.</summary>
    /// <param name="name">What it is, for errors.</param>
    /// <param name="query">The query.</param>
    /// <param name="path">The file, replaced where it is there.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <param name="format">The format, as DuckDB's COPY takes it.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="InvalidDataException">It can't be run; the message says why.</exception>
    public long Copy(string name, string query, string path, CancellationToken cancellationToken, string format = "parquet, COMPRESSION snappy") => Run(
        name,
        // The line break ends a comment that the query may end with.
        $"COPY (\n{query}\n) TO {Literal(path)} (FORMAT {format}, USE_TMP_FILE false)",
        command => (long)command.ExecuteNonQuery(),
        cancellationToken);

    /// <summary>
    /// Lets it open some files and no others from now on, nor attach, load or install anything. There is no way back while it runs, so what
    /// somebody else's SQL says does not matter.
    /// </summary>
    /// <param name="paths">The files.</param>
    public void Confine(IEnumerable<string> paths) => Execute(
        "the confinement",
        $"SET allowed_paths = [{string.Join(", ", paths.Select(Literal))}]; SET enable_external_access = false;",
        CancellationToken.None);

    /// <summary>Reads the one text that a query gives.</summary>
    /// <param name="name">What it is, for errors.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <returns>The text.</returns>
    /// <exception cref="InvalidDataException">It can't be run; the message says why.</exception>
    public string ReadText(string name, string query, CancellationToken cancellationToken) =>
        Run(name, query, command => Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "", cancellationToken);

    /// <summary>Reads the one row of whole numbers that a query gives.</summary>
    /// <param name="name">What it is, for errors.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <returns>The numbers by column.</returns>
    /// <exception cref="InvalidDataException">It can't be run; the message says why.</exception>
    public IReadOnlyDictionary<string, long> ReadNumbers(string name, string query, CancellationToken cancellationToken) => Run(name, query, command =>
    {
        using var reader = command.ExecuteReader();
        reader.Read();
        return Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetInt64);
    }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private T Run<T>(string name, string sql, Func<DuckDBCommand, T> run, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                return RunOnce(sql, run, cancellationToken);
            }
            // Each thread holds memory that can't go to a file: with one, slower, there is more left for the rest.
            catch (DuckDBException exception) when (_settings.Threads > 1 && IsOutOfMemory(exception))
            {
                _onOneThread(name);
                RunOnce("SET threads = 1", command => command.ExecuteNonQuery(), cancellationToken);
                var result = RunOnce(sql, run, cancellationToken);
                RunOnce(string.Create(CultureInfo.InvariantCulture, $"SET threads = {_settings.Threads}"), command => command.ExecuteNonQuery(), cancellationToken);
                return result;
            }
        }
        catch (DuckDBException exception) when (IsOutOfMemory(exception))
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} needs more memory than the {_settings.MemoryBytes / 1_000_000:N0} MB it may use: raise sql_memory_limit, such as to 1GB. ({FirstLine(exception)})"),
                exception);
        }
        catch (DuckDBException exception)
        {
            throw new InvalidDataException($"{name} can't be run: {FirstLine(exception)}", exception);
        }
    }

    private T RunOnce<T>(string sql, Func<DuckDBCommand, T> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        // Again and again: an interrupt that comes before the query has begun is forgotten.
        using var again = new Timer(_ => command.Cancel());
        using var interrupt = cancellationToken.Register(() => again.Change(TimeSpan.Zero, s_interruptAgain));
        try
        {
            return run(command);
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static bool IsOutOfMemory(DuckDBException exception) => exception.Message.StartsWith("Out of Memory", StringComparison.Ordinal);

    private static string FirstLine(DuckDBException exception) => exception.Message.Split('\n')[0].TrimEnd();
}
