using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace RecoMart.ServiceDefaults;

internal static class Telemetry
{
    /// <summary>
    /// Adds it where there is somebody to send it to. Otherwise nothing is recorded: to make the spans of a post for nobody is a tenth of its
    /// time. Requests have their trace ids all the same, by which problems and logs name them, and pass them on.
    /// </summary>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration, string applicationName)
    {
        if (!string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            services.AddTelemetry(applicationName);
    }

    // Apart, so that a program without it needn't load its libraries.
    private static void AddTelemetry(this IServiceCollection services, string applicationName)
    {
        services.AddLogging(logging => logging.AddOpenTelemetry(lines =>
        {
            lines.IncludeFormattedMessage = true;
            lines.IncludeScopes = true;
        }));

        // No sampler here: the SDK follows OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG, and one set in code would win over them.
        services.AddOpenTelemetry()
            .UseOtlpExporter()
            // The environment comes last, so that OTEL_SERVICE_NAME wins over the name of the program.
            .ConfigureResource(resource => resource
                .AddService(applicationName)
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter(TelemetryNames.Meter)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithTracing(tracing => tracing
                .AddSource(TelemetryNames.ActivitySourcePrefix + "*")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation(http => http.FilterHttpRequestMessage =
                    request => !IsHealthProbe(request.RequestUri?.AbsolutePath)));

        services.AddOptions<AspNetCoreTraceInstrumentationOptions>().Configure<IEnumerable<UntracedPaths.UntracedPath>>((http, untraced) =>
        {
            PathString[] paths = [.. untraced.Select(path => path.Path)];
            http.Filter = context => !Array.Exists(paths, path => context.Request.Path.StartsWithSegments(path));
        });
    }

    // Probes come every few seconds and would bury the traces that matter.
    private static bool IsHealthProbe(string? path) => path is HealthEndpoints.HealthPath or HealthEndpoints.AlivePath;
}
