using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using RecoMart.BatchIngestor.Reporting;
using RecoMart.ServiceDefaults;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Commands;

/// <summary>The command line: <c>ingest</c>, <c>verify</c>, <c>catalog</c>, <c>quarantine</c>.</summary>
public static class IngestorCommandLine
{
    private const string Description = """
        Turns users CSVs, products.json and transaction CSVs into a Parquet data lake.

        Settings come from config.json in the current folder (data_dir, storage_base, products_file, logs_dir), then from the environment
        variables RECOMART_DATA_DIR, RECOMART_STORAGE_BASE, RECOMART_PRODUCTS_FILE and RECOMART_LOGS_DIR, then from the flags; the later wins.

        Exit codes: 0 all well (warnings allowed), 1 a source failed or the lake has a problem (everything else was done),
        2 wrong usage or settings, 130 stopped by Ctrl+C.
        """;

    // Keys that the specification's config.json has and no step reads.
    private static readonly string[] s_unusedKeys = ["interactions_file", "users_file"];

    /// <summary>Runs a command.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(Description);
        foreach (var option in CommonOptions.Settings.Values)
            root.Add(option);
        root.Add(CommonOptions.Json);
        root.Add(IngestCommand.Create());
        root.Add(VerifyCommand.Create());
        root.Add(CatalogCommand.Create());
        root.Add(QuarantineCommand.Create());

        var parsed = root.Parse(args);
        if (args.Length == 0)
        {
            await root.Parse("--help").InvokeAsync();
            return ExitCode.Usage;
        }
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("Run it with --help to see what can be asked for.");
            return ExitCode.Usage;
        }
        // Cancelling takes as long as the batch in hand.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30), EnableDefaultExceptionHandler = false });
    }

    /// <summary>Builds the host for a command, runs it, and turns what goes wrong into a sentence and an exit code.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> ExecuteAsync(
        ParseResult parsed, Func<CommandContext, CancellationToken, Task<int>> command, CancellationToken cancellationToken)
    {
        var json = parsed.GetValue(CommonOptions.Json);
        var console = AnsiConsole.Console;
        var interactive = !json && console.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
        if (!interactive)
            console.Profile.Width = 160;
        try
        {
            using var host = BuildHost(parsed, json, interactive, console);
            await host.StartAsync(cancellationToken);
            var code = await command(new CommandContext(host.Services, console, json, interactive), cancellationToken);
            await host.StopAsync(CancellationToken.None);
            return code;
        }
        catch (InvalidSettingException exception)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message}");
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. What was not finished is not in the lake; the version before it is.");
            return ExitCode.Stopped;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message}");
            return ExitCode.Failure;
        }
    }

    private static IHost BuildHost(ParseResult parsed, bool json, bool interactive, IAnsiConsole console)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
            ApplicationName = "batch-ingestor",
        });
        builder.Configuration.AddEnvironmentVariables();
        AddConfigFile(builder.Configuration);
        builder.Configuration.AddEnvironmentVariables("RECOMART_");
        builder.Configuration.AddInMemoryCollection(CommonOptions.Settings
            .Select(setting => new KeyValuePair<string, string?>(setting.Key, parsed.GetValue(setting.Value)))
            .Where(setting => setting.Value is not null));

        builder.AddServiceDefaults();
        builder.AddBatchIngestor();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = json ? LogLevel.Trace : LogLevel.None);
        if (interactive)
        {
            // The bar and the table say what the lines would; only what needs attention goes between them.
            builder.Logging.AddFilter<ConsoleLoggerProvider>(_ => false);
            builder.Logging.AddProvider(new TerminalLoggerProvider(console));
            builder.Logging.AddFilter<TerminalLoggerProvider>(null, LogLevel.Warning);
        }
        return builder.Build();
    }

    private static void AddConfigFile(ConfigurationManager configuration)
    {
        var path = Path.GetFullPath("config.json");
        if (!File.Exists(path))
            return;
        var file = new ConfigurationBuilder().AddJsonFile(path);
        try
        {
            var unknown = file.Build().GetChildren().Select(child => child.Key).Except([.. IngestSettings.Keys, .. s_unusedKeys]).ToList();
            if (unknown.Count > 0)
                Console.Error.WriteLine($"warning: {path}: unknown settings: {string.Join(", ", unknown)} (known: {string.Join(", ", IngestSettings.Keys)})");
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidSettingException($"{path} can't be read: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
        configuration.AddJsonFile(path);
    }
}
