using System.CommandLine;
using System.CommandLine.Help;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.ServiceDefaults;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Commands;

/// <summary>The command line: <c>ingest</c>, <c>prepare</c>, <c>features</c>, <c>verify</c>, <c>catalog</c>, <c>quarantine</c>, <c>export</c>, <c>prune</c>.</summary>
public static class IngestorCommandLine
{
    /// <summary>What every command's help ends with: where settings come from and what exit codes mean.</summary>
    private const string Footer = """
        Settings come from config.json in the current folder (data_dir, storage_base, products_file, logs_dir, and the flags of prepare and
        features with underscores, such as view_weight), then from environment variables such as RECOMART_DATA_DIR or RECOMART_VIEW_WEIGHT,
        then from the flags; the later wins.

        Exit codes: 0 all well (warnings allowed), 1 a source failed or the lake has a problem (everything else was done),
        2 wrong usage or settings, 130 stopped by Ctrl+C.
        """;

    private const string Description = $"""
        Turns users CSVs, products.json and transaction CSVs into a Parquet data lake, and that into features for a recommender.

        {Footer}
        """;

    /// <summary>Runs a command.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        IngestCommand.WarmUp(args);
        var root = new RootCommand(Description);
        foreach (var option in CommonOptions.Settings.Values)
            root.Add(option);
        root.Add(CommonOptions.Json);
        root.Add(IngestCommand.Create());
        root.Add(LayerCommands.CreatePrepare());
        root.Add(LayerCommands.CreateFeatures());
        root.Add(VerifyCommand.Create());
        root.Add(CatalogCommand.Create());
        root.Add(QuarantineCommand.Create());
        root.Add(ExportCommand.Create());
        root.Add(PruneCommand.Create());

        var parsed = root.Parse(args);
        if (args.Length == 0)
        {
            await root.Parse("--help").InvokeAsync();
            return ExitCode.Usage;
        }
        if (parsed.Errors.Count > 0)
        {
            var errors = string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message));
            await Console.Error.WriteLineAsync(errors);
            await Console.Error.WriteLineAsync("Run it with --help to see what can be asked for.");
            if (args.Contains(CommonOptions.JsonName))
                CommandContext.PrintJson(new ErrorReport(ExitCode.Usage, errors), ReportJson.Readable.ErrorReport);
            return ExitCode.Usage;
        }
        // Cancelling takes as long as the batch in hand.
        var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30), EnableDefaultExceptionHandler = false });
        if (parsed.Action is HelpAction && parsed.CommandResult.Command != root)
            await Console.Out.WriteLineAsync(Footer);
        return code;
    }

    /// <summary>Builds the services for a command, runs it, and turns what goes wrong into a sentence and an exit code.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="stopped">What to say when it was stopped.</param>
    /// <param name="dataOnOutput">Whether standard output is for what the command makes, and everything else goes to standard error.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> ExecuteAsync(
        ParseResult parsed,
        Func<CommandContext, CancellationToken, Task<int>> command,
        CancellationToken cancellationToken,
        string stopped = "Stopped. What was not finished is not in the lake; the version before it is.",
        bool dataOnOutput = false)
    {
        var json = parsed.GetValue(CommonOptions.Json);
        var console = dataOnOutput
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
            : AnsiConsole.Console;
        var interactive = !json && !dataOnOutput && console.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
        if (!interactive)
            console.Profile.Width = 200;
        try
        {
            using var services = BuildServices(parsed, json || dataOnOutput, interactive, console);
            // Telemetry is one of them, where there is somebody to send it to.
            foreach (var service in services.GetServices<IHostedService>())
                await service.StartAsync(cancellationToken);
            return await command(new CommandContext(services, console, json, interactive), cancellationToken);
        }
        catch (InvalidSettingException exception)
        {
            return Fail(json, ExitCode.Usage, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return Fail(json, ExitCode.Stopped, stopped);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fail(json, ExitCode.Failure, exception.Message);
        }
    }

    // With --json there is a document on standard output even now: whoever reads it need not look at two streams.
    private static int Fail(bool json, int code, string message)
    {
        message = PlainText.Escape(message);
        Console.Error.WriteLine(code == ExitCode.Stopped ? message : $"error: {message}");
        if (json)
            CommandContext.PrintJson(new ErrorReport(code, message), ReportJson.Readable.ErrorReport);
        return code;
    }

    private static Dictionary<string, string?> FlagsOf(ParseResult parsed)
    {
        var flags = new Dictionary<string, string?>();
        foreach (var options in (IReadOnlyDictionary<string, Option<string>>[])[CommonOptions.Settings, TransformationOptions.Features, TransformationOptions.Sql])
        {
            foreach (var (setting, option) in options)
            {
                if (parsed.GetValue(option) is { } value)
                    flags.Add(setting, value);
            }
        }
        return flags;
    }

    // A general host has more than a command needs, and takes a twentieth of a small run to start.
    private static ServiceProvider BuildServices(ParseResult parsed, bool logsOnError, bool interactive, IAnsiConsole console)
    {
        var configuration = new ConfigurationManager();
        configuration.AddEnvironmentVariables();
        configuration.AddConfigFile(Console.Error);
        configuration.AddEnvironmentVariables("RECOMART_");
        configuration.AddInMemoryCollection(FlagsOf(parsed));

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddCommandLineDefaults(configuration, "batch-ingestor");
        services.AddBatchIngestor(configuration);
        services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = logsOnError ? LogLevel.Trace : LogLevel.None);
        services.AddLogging(logging =>
        {
            logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
            if (interactive)
            {
                // The bar and the table say what the lines would; only what needs attention goes between them.
                logging.AddFilter<ConsoleLoggerProvider>(_ => false);
                logging.AddProvider(new TerminalLoggerProvider(console));
                logging.AddFilter<TerminalLoggerProvider>(null, LogLevel.Warning);
            }
        });
        return services.BuildServiceProvider();
    }
}
