using System.CommandLine;
using System.Text.Json;
using RecoMart.Benchmarks.Peers;
using RecoMart.Benchmarks.Streaming.Load;

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

    public static Command CreateMinimalApi()
    {
        var url = new Argument<string>("url");
        var command = new Command("minimal-api-peer", "Answers transactions, and does nothing else.") { url };
        command.Hidden = true;
        command.SetAction(parsed => MinimalApiPeer.RunAsync(parsed.GetRequiredValue(url)));
        return command;
    }

    public static Command CreateOtlpSink()
    {
        var url = new Argument<string>("url");
        var command = new Command("otlp-sink", "Receives telemetry, and throws it away.") { url };
        command.Hidden = true;
        command.SetAction(parsed => OtlpSink.RunAsync(parsed.GetRequiredValue(url)));
        return command;
    }

    public static Command CreatePostLoad()
    {
        var port = new Option<int>("--port") { Required = true };
        var connections = new Option<int>("--connections") { Required = true };
        var warmUp = new Option<double>("--warm-up");
        var seconds = new Option<double>("--seconds");
        var posts = new Option<int>("--posts");
        var size = new Option<int>("--size");
        var command = new Command("post-load", "Posts transactions: for some seconds one at a time, or some posts of some size.")
        {
            port, connections, warmUp, seconds, posts, size,
        };
        command.Hidden = true;
        command.SetAction(async parsed => Say(parsed.GetValue(posts) > 0
            ? await PostLoad.RunBulkAsync(parsed.GetValue(port), parsed.GetValue(connections), parsed.GetValue(posts), parsed.GetValue(size))
            : await PostLoad.RunForAsync(
                parsed.GetValue(port), parsed.GetValue(connections), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)))));
        return command;
    }

    private static void Say<T>(T result) => Console.WriteLine(JsonSerializer.Serialize(result, ReportJson.Options));
}
