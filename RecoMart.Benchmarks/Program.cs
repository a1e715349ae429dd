using System.CommandLine;
using RecoMart.Benchmarks.Commands;

// A scenario is one command.
return new RootCommand("Generators, and measurements against peers.")
{
    GenerateCommand.Create(),
    BatchCommand.Create(),
    MemoryCommand.Create(),
    StreamCommand.Create(),
    LogCommands.CreatePublish(),
    LogCommands.CreateRead(),
    RetentionCommand.Create(),
    PeerCommands.CreateDuckDb(),
    PeerCommands.CreateDescribeLake(),
    PeerCommands.CreateMinimalApi(),
    PeerCommands.CreateOtlpSink(),
    PeerCommands.CreatePostLoad(),
}.Parse(args).Invoke();
