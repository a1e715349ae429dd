using Microsoft.Win32.SafeHandles;
using RecoMart.Storage;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>
/// Tells what of a source's files is new, by its ledger. A file of the same name, size and time is the same; where one of them differs its content tells, by
/// the MD5 of what was read. Staged events are known by the number of their file, and are only ever added to.
/// </summary>
internal sealed class LedgerComparison
{
    private readonly SourceContract _contract;
    private readonly Ledger _ledger;
    private readonly Dictionary<string, LedgerFile> _byName = [];
    private readonly Dictionary<int, LedgerFile> _byPart = [];
    private readonly HashSet<LedgerFile> _found = new(ReferenceEqualityComparer.Instance);

    public LedgerComparison(SourceContract contract, Ledger ledger)
    {
        _contract = contract;
        _ledger = ledger;
        // The last of a name, or of a number, is the one that may be there.
        foreach (var file in ledger.Files)
        {
            _byName[file.File] = file;
            if (file.Part is { } part)
                _byPart[part] = file;
        }
    }

    /// <summary>The files that were read and are not there any more.</summary>
    public IReadOnlyList<LedgerFile> Gone => [.. _ledger.Files.Where(file => file.Outcome == SourceFileOutcome.Read && !_found.Contains(file))];

    /// <summary>Says of each file what it is to this run.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">A file can't be read.</exception>
    public void Compare(IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            file.TakeAsNew();
            if (Find(file) is { } known)
                Compare(file, known, cancellationToken);
        }
        var missing = Gone.Where(file => file is { Part: null, ChecksumMd5: not null } or { Part: null, Modified: not null }).ToList();
        foreach (var file in files.Where(file => file is { Change: FileChange.New, Known: null, Part: null }))
            FindFormerName(file, missing, cancellationToken);
    }

    private LedgerFile? Find(SourceFile file) =>
        (file.Part is { } part && _byPart.TryGetValue(part, out var numbered)) || _byName.TryGetValue(file.Name, out numbered) ? numbered : null;

    private void Compare(SourceFile file, LedgerFile known, CancellationToken cancellationToken)
    {
        var isStaged = file.IsAppendOnly || known is { Part: not null, ChecksumMd5: null };
        var state = StateOf(file.Path);
        var modified = SourceFingerprint.Settled(state.LastWriteTimeUtc);
        // So it is with most files of a lake, which need not be opened for that.
        if (!isStaged && state.Exists && state.Length == known.Bytes && modified is not null && modified == known.Modified)
        {
            file.Keep(known, modified);
            _found.Add(known);
            return;
        }
        using var handle = Open(file);
        // What is wrong with it shows when it is to be read. It is there, whatever it is.
        if (handle is null)
        {
            _found.Add(known);
            return;
        }
        var length = file.Staging?.CommittedLength ?? RandomAccess.GetLength(handle);
        if (isStaged)
            CompareStaged(file, known, handle, length);
        else if (known.Outcome == SourceFileOutcome.Read)
            CompareContent(file, known, handle, length, modified, cancellationToken);
        else
            file.TakeAsNew(known);
        if (file.Known is not null)
            _found.Add(known);
    }

    private static void CompareStaged(SourceFile file, LedgerFile known, SafeFileHandle handle, long length)
    {
        // A file that was begun anew under the same number is a new one: what was staged before stays.
        if (length < known.Bytes || SourceFingerprint.OfEdges(handle, known.Bytes) != known.EdgesMd5)
            return;
        if (length == known.Bytes)
            file.Keep(known, known.Modified);
        else if (known.Lines is { } lines)
            file.Continue(known, new SourcePosition(known.Bytes, lines), hashBefore: null);
    }

    private void CompareContent(
        SourceFile file, LedgerFile known, SafeFileHandle handle, long length, DateTime? modified, CancellationToken cancellationToken)
    {
        if (known.ChecksumMd5 is null || length < known.Bytes)
        {
            file.Replace(known);
            return;
        }
        var hash = SourceFingerprint.OfStart(handle, known.Bytes, cancellationToken);
        if (Md5.TextOf(hash) != known.ChecksumMd5)
            file.Replace(known);
        else if (length == known.Bytes)
            file.Keep(known, modified);
        else if (known.Lines is { } lines && CsvSourceReader.CanGoOn(handle, _contract, known.Bytes))
            file.Continue(known, new SourcePosition(known.Bytes, lines), hash);
        else
            file.Replace(known);
    }

    private void FindFormerName(SourceFile file, List<LedgerFile> missing, CancellationToken cancellationToken)
    {
        if (missing.Count == 0 || !IsFile(file.Path))
            return;
        using var handle = Open(file);
        if (handle is null)
            return;
        var length = RandomAccess.GetLength(handle);
        var modified = SourceFingerprint.Settled(File.GetLastWriteTimeUtc(handle));
        var candidates = missing.Where(known => known.Bytes == length).ToList();
        if (candidates.Count == 0)
            return;
        var edges = SourceFingerprint.OfEdges(handle, length);
        candidates.RemoveAll(known => known.EdgesMd5 != edges);
        if (candidates.Count == 0)
            return;
        // Of a large file that a snapshot read there is no MD5: then its time has to be the same, too.
        var former = candidates.Find(known => known.ChecksumMd5 is null && modified is not null && known.Modified == modified) ?? FindByMd5(handle, length, candidates, cancellationToken);
        if (former is null)
            return;
        missing.Remove(former);
        _found.Add(former);
        file.Keep(former, modified);
    }

    private static LedgerFile? FindByMd5(SafeFileHandle handle, long length, List<LedgerFile> candidates, CancellationToken cancellationToken)
    {
        if (candidates.TrueForAll(known => known.ChecksumMd5 is null))
            return null;
        using var hash = SourceFingerprint.OfStart(handle, length, cancellationToken);
        var md5 = Md5.TextOf(hash);
        return candidates.Find(known => known.ChecksumMd5 == md5);
    }

    // Of the file that a link leads to; a link that leads nowhere is no file.
    private static FileInfo StateOf(string path)
    {
        var file = new FileInfo(path);
        try
        {
            return file.LinkTarget is null ? file : (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
        }
        catch (IOException)
        {
            return file;
        }
    }

    private static SafeFileHandle? Open(SourceFile file)
    {
        try
        {
            return file.Staging?.OpenHandle()
                ?? (IsFile(file.Path) ? File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsFile(string path) => File.Exists(path) && !NamedPipe.IsAt(path);
}
