using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace RecoMart.ServiceDefaults;

/// <summary>What every RecoMart process has in common: telemetry, health, HTTP resilience, service discovery and logs.</summary>
public static class ServiceDefaultsExtensions
{
    private const string Requests = "Microsoft.AspNetCore";

    /// <summary>
    /// Adds the defaults to a web application, a worker or a command line. Where there is somebody to send them to
    /// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>), metrics and traces are collected from the host's start and flushed when it is disposed, so a
    /// short-lived program starts its host, does its work and disposes it.
    /// </summary>
    /// <returns>The same <paramref name="builder"/>.</returns>
    /// <exception cref="InvalidSettingException">The setting <c>logs_dir</c> names a directory that can't be written.</exception>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddLogs(builder.Configuration, builder.Environment.ApplicationName);
        builder.Services.AddTelemetry(builder.Configuration, builder.Environment.ApplicationName);
        builder.AddDefaultHealthChecks();

        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });

        return builder;
    }

    /// <summary>
    /// Adds the defaults of a command line, which starts often and lives briefly: logs, and telemetry where there is somebody to send it to
    /// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>). It begins with the hosted services, and is flushed when the services are disposed.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="applicationName">What the program is called in telemetry and by its log files.</param>
    /// <returns>The same <paramref name="services"/>.</returns>
    /// <exception cref="InvalidSettingException">The setting <c>logs_dir</c> names a directory that can't be written.</exception>
    public static IServiceCollection AddCommandLineDefaults(this IServiceCollection services, IConfiguration configuration, string applicationName)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

        services.AddLogs(configuration, applicationName);
        services.AddTelemetry(configuration, applicationName);
        return services;
    }

    private static void AddLogs(this IServiceCollection services, IConfiguration configuration, string applicationName) => services.AddLogging(logging =>
    {
        logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
        // AddConsoleFormatter would bind options by reflection, of which the formatter has none.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, LineFormatter>());
        // A request is a span and a measurement; as lines of a log too, two each, they would bury what was worth a line.
        if (configuration[$"Logging:LogLevel:{Requests}"] is null)
            logging.AddFilter(Requests, LogLevel.Warning);
        logging.AddLogFiles(configuration, applicationName);
    });
}
