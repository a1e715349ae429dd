using System.CommandLine;
using System.Text.Json;
using RecoMart.Benchmarks.Peers;

namespace RecoMart.Benchmarks.Commands;

/// <summary>What the scenarios start as processes of their own; not for the command line's user.</summary>
internal static class PeerCommands
{
    public static Command CreateDuckDb()
    {
        var input = new Option<FileInfo>("--input") { Required = true };
        var storage = new Option<DirectoryInfo>("--storage-base") { Required = true };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 2 };
        var command = new Command("duckdb-peer", "Ingests a transaction file with DuckDB.") { input, storage, threads };
        command.Hidden = true;
        command.SetAction(parsed => Say(new PeerResult(
            DuckDbPeer.Run(parsed.GetRequiredValue(input).FullName, parsed.GetRequiredValue(storage).FullName, parsed.GetValue(threads)))));
        return command;
    }

    public static Command CreateDescribeLake()
    {
        var storage = new Argument<DirectoryInfo>("storage-base");
        var command = new Command("describe-lake", "Counts and sums the transaction layers of a storage folder.") { storage };
        command.Hidden = true;
        command.SetAction(parsed => Say(LakeOutput.Describe(parsed.GetRequiredValue(storage).FullName)));
        return command;
    }

    private static void Say<T>(T result) => Console.WriteLine(JsonSerializer.Serialize(result, ReportJson.Options));
}
