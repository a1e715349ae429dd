namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>How far an ingest is; written by the ingest, read from another thread by whatever shows it.</summary>
public sealed class IngestProgress
{
    private long _bytes;
    private long _rows;
    private long _totalBytes;
    private volatile string _source = "";

    /// <summary>The source that is being ingested; empty before the first.</summary>
    public string Source => _source;

    /// <summary>The bytes there are to read of it.</summary>
    public long TotalBytes => Volatile.Read(ref _totalBytes);

    /// <summary>The bytes that have been read.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The rows that have been read.</summary>
    public long Rows => Volatile.Read(ref _rows);

    internal void Start(string source, long totalBytes)
    {
        Report(0, 0);
        Volatile.Write(ref _totalBytes, totalBytes);
        _source = source;
    }

    internal void Report(long bytes, long rows)
    {
        Volatile.Write(ref _bytes, bytes);
        Volatile.Write(ref _rows, rows);
    }
}
