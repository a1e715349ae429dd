using System.CommandLine;
using RecoMart.Benchmarks.Batch;

namespace RecoMart.Benchmarks.Commands;

/// <summary>The source that a command is about.</summary>
internal static class SourceArgument
{
    public static Argument<string> Create()
    {
        var source = new Argument<string>("source") { Description = "What to ingest.", DefaultValueFactory = _ => BatchSource.Transactions.Name };
        source.AcceptOnlyFromAmong([.. BatchSource.All.Select(source => source.Name)]);
        return source;
    }
}
