using System.Globalization;

namespace RecoMart.Storage;

/// <summary>A source file that can't be taken as a whole. The message names the file, the place in it and what is wrong there.</summary>
public sealed class SourceFileException : IOException
{
    /// <summary>Makes the error.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="problem">What is wrong, in words.</param>
    /// <param name="line">The line, from 1, where there is one to name.</param>
    /// <param name="column">The position in the line, in bytes from 1, where there is one to name.</param>
    /// <param name="inner">What was caught.</param>
    public SourceFileException(string file, string problem, long? line = null, long? column = null, Exception? inner = null)
        : base(Format(file, problem, line, column), inner)
    {
        File = file;
        Line = line;
        Column = column;
        Problem = problem;
    }

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>The line, from 1.</summary>
    public long? Line { get; }

    /// <summary>The position in the line, in bytes from 1.</summary>
    public long? Column { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    private static string Format(string file, string problem, long? line, long? column)
    {
        var place = line is null ? "" : string.Create(CultureInfo.InvariantCulture, $", line {line}");
        if (column is not null)
            place += string.Create(CultureInfo.InvariantCulture, $", column {column}");
        return $"{file}{place}: {problem}";
    }
}
