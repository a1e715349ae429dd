using System.CommandLine;
using RecoMart.Benchmarks.Commands;

// A scenario is one command; the next one (stream) goes beside these.
return new RootCommand("Generators, and measurements against peers.")
{
    GenerateCommand.Create(),
    BatchCommand.Create(),
    MemoryCommand.Create(),
    LogCommands.CreatePublish(),
    LogCommands.CreateRead(),
    RetentionCommand.Create(),
    PeerCommands.CreateDuckDb(),
    PeerCommands.CreateDescribeLake(),
}.Parse(args).Invoke();
