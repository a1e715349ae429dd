using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.ServiceDefaults;

namespace RecoMart.BatchIngestor.Commands;

/// <summary>Ingests, and makes the layers that were asked for, once or again and again.</summary>
internal sealed class IngestSession
{
    /// <summary>The names of the layers up to which it can go.</summary>
    public const string Validated = "validated";

    /// <inheritdoc cref="Validated"/>
    public const string Prepared = "prepared";

    /// <inheritdoc cref="Validated"/>
    public const string Features = "features";

    private static readonly ActivitySource s_activities = new(TelemetryNames.BatchActivitySource);

    private readonly CommandContext _context;
    private readonly IngestRequest _request;
    private readonly IReadOnlyList<LayerRun> _layers;
    private readonly ILogger _logger;

    /// <summary>Starts it.</summary>
    /// <param name="context">What it works with.</param>
    /// <param name="request">What is asked for.</param>
    /// <exception cref="InvalidSettingException">A setting of a layer has no usable value: that should not show after the ingest.</exception>
    public IngestSession(CommandContext context, IngestRequest request)
    {
        _context = context;
        _request = request;
        _logger = context.Services.GetRequiredService<ILogger<IngestRun>>();
        _layers = request.Through switch
        {
            Prepared => [context.Services.GetRequiredService<PrepareRun>()],
            Features => [context.Services.GetRequiredService<PrepareRun>(), context.Services.GetRequiredService<FeatureRun>()],
            _ => [],
        };
    }

    /// <summary>Runs once, and shows what came of it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (result, made) = await RunAsync(makesLayers: true, cancellationToken);
        return Show(result, made);
    }

    /// <summary>Runs again and again until it is stopped. What fails is tried again; layers are made when there is something new for them.</summary>
    /// <param name="interval">From the start of a run to that of the next.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code: success when it was stopped between two runs.</returns>
    public async Task<int> WatchAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        _logger.Watching(_context.Settings.DataDir, interval);
        var layersAreDue = true;
        while (true)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                var (result, made) = await RunAsync(layersAreDue, cancellationToken);
                layersAreDue = made.Exists(layer => layer.Error is not null);
                if (result.Published || !result.Succeeded || made.Count > 0)
                    Show(result, made);
                else
                    _logger.NothingNew(result.Sources.Sum(source => source.Files.Count), result.DurationSeconds);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _logger.RunFailed(exception.Message);
                layersAreDue = true;
            }
            try
            {
                var left = interval - Stopwatch.GetElapsedTime(start);
                await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Success;
            }
        }
    }

    private async Task<(IngestResult Result, List<LayerResult> Made)> RunAsync(bool makesLayers, CancellationToken cancellationToken)
    {
        using var span = _layers.Count > 0 ? s_activities.StartActivity($"ingest through {_request.Through}") : null;
        var result = await IngestAsync(cancellationToken);
        var made = new List<LayerResult>();
        // Each layer is made of what the lake has, as after every failure of a source; but not of a layer that could not be made.
        foreach (var layer in makesLayers || result.Published ? _layers : [])
        {
            if (made.TrueForAll(before => before.Error is null))
                made.Add(await Task.Run(() => layer.RunAsync(cancellationToken), cancellationToken));
        }
        if (!Succeeded(result, made))
            span?.SetStatus(ActivityStatusCode.Error);
        return (result, made);
    }

    private async Task<IngestResult> IngestAsync(CancellationToken cancellationToken)
    {
        var run = _context.Services.GetRequiredService<IngestRun>();
        var progress = _context.Services.GetRequiredService<IngestProgress>();
        var ingesting = Task.Run(() => run.RunAsync(_request.Source, _request.Mode, cancellationToken), cancellationToken);
        if (_context.Interactive)
            await ProgressView.ShowBarAsync(_context.Console, progress, ingesting);
        else
            await ProgressView.LogAsync(_logger, progress, ingesting);
        return await ingesting;
    }

    private int Show(IngestResult result, List<LayerResult> made)
    {
        var code = Succeeded(result, made) ? ExitCode.Success : ExitCode.Failure;
        if (_context.Json)
        {
            CommandContext.PrintJson(IngestReport.Of(result, code) with { Layers = made.Count > 0 ? made : null }, ReportJson.Readable.IngestReport);
            return code;
        }
        IngestSummary.Write(_context.Console, result);
        foreach (var layer in made)
            LayerSummary.Write(_context.Console, layer, _context.Lake.BasePath);
        return code;
    }

    private static bool Succeeded(IngestResult result, List<LayerResult> made) => result.Succeeded && made.TrueForAll(layer => layer.Error is null);
}
