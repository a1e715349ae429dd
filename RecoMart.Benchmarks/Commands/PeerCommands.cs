using System.CommandLine;
using System.Text.Json;
using RecoMart.Benchmarks.Batch;
using RecoMart.Benchmarks.Peers;
using RecoMart.Benchmarks.Streaming.Load;

namespace RecoMart.Benchmarks.Commands;

/// <summary>What the scenarios start as processes of their own; not for the command line's user.</summary>
internal static class PeerCommands
{
    public static Command CreateDuckDb()
    {
        var source = SourceArgument.Create();
        var input = new Option<FileInfo>("--input") { Required = true };
        var storage = new Option<DirectoryInfo>("--storage-base") { Required = true };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 2 };
        var outputs = new Option<PeerOutputs>("--outputs");
        var command = new Command("duckdb-peer", "Ingests a source file with DuckDB.") { source, input, storage, threads, outputs };
        command.Hidden = true;
        command.SetAction(parsed => Say(new PeerResult(DuckDbPeer.Run(
            BatchSource.Named(parsed.GetRequiredValue(source)), parsed.GetRequiredValue(input).FullName,
            parsed.GetRequiredValue(storage).FullName, parsed.GetValue(threads), parsed.GetValue(outputs)))));
        return command;
    }

    public static Command CreateDuckDbStart()
    {
        var command = new Command("duckdb-start", "Opens DuckDB, has it answer, and ends.");
        command.Hidden = true;
        command.SetAction(_ => Say(new PeerResult(DuckDbPeer.Start())));
        return command;
    }

    public static Command CreateDescribeLake()
    {
        var source = SourceArgument.Create();
        var storage = new Argument<DirectoryInfo>("storage-base");
        var command = new Command("describe-lake", "Counts and sums the layers of a source in a storage folder.") { source, storage };
        command.Hidden = true;
        command.SetAction(parsed => Say(LakeOutput.Describe(
            parsed.GetRequiredValue(storage).FullName, BatchSource.Named(parsed.GetRequiredValue(source)))));
        return command;
    }

    public static Command CreateLayer()
    {
        var layer = new Argument<string>("layer");
        var lake = new Option<DirectoryInfo>("--lake") { Required = true };
        var output = new Option<DirectoryInfo>("--output") { Required = true };
        var asOf = new Option<string>("--as-of") { Required = true };
        var command = new Command("layer-peer", "Makes a layer of a lake with DuckDB.") { layer, lake, output, asOf };
        command.Hidden = true;
        command.SetAction(parsed => Say(new PeerResult(LayerPeer.Run(
            parsed.GetRequiredValue(layer), parsed.GetRequiredValue(lake).FullName, parsed.GetRequiredValue(output).FullName, parsed.GetRequiredValue(asOf)))));
        return command;
    }

    public static Command CreateDescribeTables()
    {
        var folder = new Argument<DirectoryInfo>("folder");
        var command = new Command("describe-tables", "Counts and sums the tables of the prepared and the feature layer in a folder.") { folder };
        command.Hidden = true;
        command.SetAction(parsed => Say(LayerPeer.Describe(parsed.GetRequiredValue(folder).FullName)));
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
