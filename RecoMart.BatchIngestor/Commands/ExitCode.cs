namespace RecoMart.BatchIngestor.Commands;

/// <summary>What the command line's exit codes mean.</summary>
public static class ExitCode
{
    /// <summary>All well; there may have been warnings.</summary>
    public const int Success = 0;

    /// <summary>A source failed, a file was refused, or the lake has a problem. Everything else was done.</summary>
    public const int Failure = 1;

    /// <summary>Wrong usage, or a setting that can't be used. Nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl+C or a termination signal. The source being ingested keeps its old version.</summary>
    public const int Stopped = 130;
}
