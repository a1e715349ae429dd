namespace RecoMart.Storage.Csv;

/// <summary>Why <see cref="PlainCsvReader"/> stopped.</summary>
internal enum PlainCsvOutcome
{
    /// <summary>The batch is full.</summary>
    Full,

    /// <summary>The file is read.</summary>
    End,

    /// <summary>The next line has a quote: <see cref="PlainCsvReader.QuotedLine"/>.</summary>
    Quoted,

    /// <summary>The rest of the file is for CsvHelper: many quotes, a line that ends in CR alone, a line longer than a block.</summary>
    Unusual,
}
