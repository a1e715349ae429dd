using System.CommandLine;
using System.Runtime.CompilerServices;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Commands;

/// <summary><c>ingest [users|products|transactions|all] [--mode snapshot|incremental] [--through prepared|features] [--watch [interval]]</c></summary>
internal static class IngestCommand
{
    private const string Name = "ingest";
    private const string All = "all";

    /// <summary>
    /// Has code compiled on another processor before it is needed, what comes last as the last. It looks at the arguments by itself: the command line's own
    /// code is a part of what there is to wait for.
    /// </summary>
    /// <param name="args">The arguments; where they do not begin with this command, or all was compiled before, nothing is done.</param>
    public static void WarmUp(string[] args)
    {
        if (RuntimeFeature.IsDynamicCodeSupported && args is [Name, ..])
        {
            LakeWarmUp.Start().ContinueWith(
                _ =>
                {
                    if (!args.Contains(CommonOptions.JsonName))
                        IngestSummary.WarmUp();
                },
                TaskScheduler.Default);
        }
    }

    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "What to ingest.", DefaultValueFactory = _ => All };
        source.AcceptOnlyFromAmong([.. SourceContract.All.Select(contract => contract.Name), All]);
        var through = new Option<string>("--through")
        {
            Description = "The last layer to make, with those before it: prepare and features in one run. Only with all sources.",
            HelpName = "layer",
            DefaultValueFactory = _ => IngestSession.Validated,
        };
        through.AcceptOnlyFromAmong(IngestSession.Validated, IngestSession.Prepared, IngestSession.Features);
        var mode = new Option<string>("--mode")
        {
            Description = "snapshot reads all files, and what the date had is replaced; incremental reads what is new in them, and adds it. "
                + $"Default: {LakeModeName.Snapshot}, and {LakeModeName.Incremental} with --watch",
            HelpName = "mode",
        };
        mode.AcceptOnlyFromAmong(LakeModeName.Snapshot, LakeModeName.Incremental);
        var watch = new Option<string>("--watch")
        {
            Description = $"Go on, with a run every 30s, 5m or 1h, until it is stopped. Default interval: {WatchInterval.Default}",
            HelpName = "interval",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(Name, "Read the source files into the lake. A second snapshot on the same day replaces the first.") { source, mode, through, watch };
        foreach (var option in TransformationOptions.Features.Values.Concat(TransformationOptions.Sql.Values))
            command.Add(option);
        command.Validators.Add(result =>
        {
            // The default of what is not given does not show here.
            if ((result.GetValue(through) ?? IngestSession.Validated) != IngestSession.Validated && (result.GetValue(source) ?? All) != All)
                result.AddError("--through takes all sources; leave out the source, or write ingest all.");
            if (result.GetValue(watch) is { } interval && !WatchInterval.TryParse(interval, out _))
                result.AddError($"--watch '{interval}' is no interval; write {WatchInterval.Rule}.");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var watches = parsed.GetResult(watch) is not null;
            var name = parsed.GetValue(mode) ?? (watches ? LakeModeName.Incremental : LakeModeName.Snapshot);
            var request = new IngestRequest(
                parsed.GetValue(source) is All ? null : parsed.GetValue(source),
                name == LakeModeName.Snapshot ? LakeMode.Snapshot : LakeMode.Incremental,
                parsed.GetValue(through)!);
            return IngestorCommandLine.ExecuteAsync(
                parsed,
                (context, token) => watches
                    ? new IngestSession(context, request).WatchAsync(WatchInterval.Parse(parsed.GetValue(watch) ?? WatchInterval.Default), token)
                    : new IngestSession(context, request).RunAsync(token),
                cancellationToken);
        });
        return command;
    }
}
