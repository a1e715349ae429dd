using Microsoft.Win32.SafeHandles;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;

namespace RecoMart.Storage.Staging;

/// <summary>
/// A source's staging files as they are at one moment, for a reader in another process. Its writer goes on meanwhile: it appends rows,
/// and may seal the active file and begin a new one under the same name. The snapshot holds on to the file it has seen, wherever that
/// is by the time it is opened, so that none of its rows is missed and none is read twice.
/// </summary>
/// <remarks>
/// It knows the file by the number under which it will be sealed, which its journal names beforehand. Where there is no journal yet, a
/// writer that starts later will give the file the first number that is free.
/// </remarks>
public sealed class StagingSnapshot
{
    private readonly SourceContract _contract;
    private readonly StagingNames _names;
    private readonly int _part;
    private readonly long? _length;
    private readonly HashSet<int> _otherParts = [];
    private readonly InvalidDataException? _damage;

    private StagingSnapshot(SourceContract contract, StagingNames names, int part, long? length, HashSet<int> otherParts)
    {
        _contract = contract;
        _names = names;
        _part = part;
        _length = length;
        _otherParts = otherParts;
    }

    private StagingSnapshot(SourceContract contract, StagingNames names, InvalidDataException damage)
    {
        _contract = contract;
        _names = names;
        _damage = damage;
    }

    /// <summary>The number under which the active file is sealed.</summary>
    public int Part => _part;

    /// <summary>How much of the active file is committed; null where no journal says.</summary>
    public long? CommittedLength => _length;

    private string SealedPath => _names.Sealed(_part);

    private bool IsSealed => !_otherParts.Contains(_part) && File.Exists(SealedPath);

    /// <summary>Takes the snapshot. What is listed for it must be listed afterwards.</summary>
    /// <param name="folder">The folder of the staging files.</param>
    /// <param name="contract">The source.</param>
    /// <returns>The snapshot.</returns>
    public static StagingSnapshot Take(string folder, SourceContract contract)
    {
        var names = new StagingNames(folder, contract);
        try
        {
            while (true)
            {
                var journal = StagingJournal.Read(names.Journal);
                var parts = new HashSet<int>();
                var newest = 0;
                foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
                {
                    if (names.PartOf(path) is not { } number)
                        continue;
                    parts.Add(number);
                    newest = Math.Max(newest, number);
                }
                var part = journal?.Part ?? newest + 1;
                if (journal is null || !IsTaken(names, journal))
                    parts.Remove(part);
                // Else a roll was finished meanwhile.
                if (StagingJournal.Read(names.Journal)?.Part == journal?.Part)
                    return new StagingSnapshot(contract, names, part, journal?.Length, parts);
            }
        }
        catch (InvalidDataException exception)
        {
            return new StagingSnapshot(contract, names, exception);
        }
    }

    /// <summary>The active staging file of a source, whether it is there or not. It always is where an API runs, if only with a header.</summary>
    /// <param name="folder">The folder of the staging files.</param>
    /// <param name="contract">The source.</param>
    /// <returns>Its path.</returns>
    public static string ActiveFile(string folder, SourceContract contract) => new StagingNames(folder, contract).Active;

    /// <summary>The number of a sealed part of the source's staging file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The number; null for any other file.</returns>
    public int? PartOf(string path) => _names.PartOf(path);

    /// <summary>Whether a path is the active staging file, which has to be opened with <see cref="Open(SourceReading, CancellationToken)"/>.</summary>
    /// <param name="path">The path.</param>
    /// <returns>True for the active file.</returns>
    public bool Covers(string path) => path == _names.Active;

    /// <summary>
    /// Corrects a list of the folder's files, which was made while files were renamed: the file of the snapshot is in it once, under its
    /// name as the active file, unless it has no rows; parts that are newer are not.
    /// </summary>
    /// <param name="paths">The files that were found.</param>
    /// <returns>The files to read.</returns>
    public IEnumerable<string> Correct(IEnumerable<string> paths)
    {
        var found = paths.ToList();
        if (_damage is not null)
            return found;
        var isThere = _length is null
            ? found.Contains(_names.Active) || (IsSealed && found.Contains(SealedPath))
            : _length > _names.Header.Length && (File.Exists(_names.Active) || IsSealed);
        // Parts sealed meanwhile hold what this file held, and later rows.
        var others = found.Where(path => path != _names.Active && (_names.PartOf(path) is not { } part || _otherParts.Contains(part)));
        return isThere ? others.Append(_names.Active) : others;
    }

    /// <summary>Opens the file of the snapshot: as far as it was committed, or all of it if it was sealed meanwhile.</summary>
    /// <param name="reading">How to read it, but for its end.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>The reader, and the path under which the file was found.</returns>
    /// <exception cref="SourceFileException">The file or its journal can't be read.</exception>
    public (ISourceReader Reader, string Path) Open(SourceReading reading, CancellationToken cancellationToken) =>
        Open(reading, static () => { }, cancellationToken);

    /// <inheritdoc cref="Open(SourceReading, CancellationToken)"/>
    /// <param name="reading">How to read it, but for its end.</param>
    /// <param name="looked">Happens where the writer may get in between: when the names were looked at, and no file is open yet.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    internal (ISourceReader Reader, string Path) Open(SourceReading reading, Action looked, CancellationToken cancellationToken)
    {
        if (_damage is not null)
            throw new SourceFileException(Path.GetFileName(_names.Active), _damage.Message, inner: _damage);
        return Open((path, length) => CsvSourceReader.Open(path, _contract, reading with { CommittedLength = length }, cancellationToken), looked);
    }

    /// <summary>Opens the file of the snapshot to look at its bytes.</summary>
    /// <returns>The file, of which <see cref="CommittedLength"/> bytes are of interest.</returns>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public SafeFileHandle OpenHandle() => Open(
        (path, _) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), static () => { }).Opened;

    private (T Opened, string Path) Open<T>(Func<string, long?, T> open, Action looked)
        where T : class, IDisposable
    {
        if (!IsSealed)
        {
            T? active = null;
            looked();
            try
            {
                active = open(_names.Active, _length);
            }
            catch (Exception exception) when (exception is SourceFileException or IOException && IsSealed)
            {
            }
            // A rename is one moment: not sealed after it was opened, so it was not another file that was opened.
            if (active is not null && !IsSealed)
                return (active, _names.Active);
            active?.Dispose();
        }
        return (open(SealedPath, null), SealedPath);
    }

    // Somebody has put a file where the active one will be sealed: the active one is as long as its journal says, so it is still there.
    private static bool IsTaken(StagingNames names, StagingJournal journal) =>
        File.Exists(names.Sealed(journal.Part)) && new FileInfo(names.Active) is { Exists: true } active && active.Length >= journal.Length;
}
