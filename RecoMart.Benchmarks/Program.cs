using System.CommandLine;
using RecoMart.Benchmarks.Commands;
using Spectre.Console;

// Tables in a file or a log are not to be folded to a terminal that is not there.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 160;

// A scenario is one command.
return new RootCommand("Generators, and measurements against peers.")
{
    GenerateCommand.Create(),
    BatchCommand.Create(),
    StartCommand.Create(),
    GrowCommand.Create(),
    IncrementalCommand.Create(),
    LayersCommand.Create(),
    GuardCommand.Create(),
    StreamCommand.Create(),
    LogCommands.CreatePublish(),
    LogCommands.CreateRead(),
    RetentionCommand.Create(),
    PeerCommands.CreateDuckDb(),
    PeerCommands.CreateDuckDbStart(),
    PeerCommands.CreateDescribeLake(),
    PeerCommands.CreateLayer(),
    PeerCommands.CreateDescribeTables(),
    PeerCommands.CreateMinimalApi(),
    PeerCommands.CreateOtlpSink(),
    PeerCommands.CreatePostLoad(),
}.Parse(args).Invoke();
