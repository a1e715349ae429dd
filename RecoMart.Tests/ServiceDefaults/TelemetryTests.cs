using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.ServiceDefaults;

[Collection(nameof(TestsThatRunAlone))]
public class TelemetryTests
{
    // Somewhere to send it to, if nobody listens there.
    private static readonly (string Key, string Value) s_receiver = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
    private static readonly (string Key, string Value) s_protocol = ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");

    [Fact]
    public async Task A_short_lived_program_has_sent_all_its_telemetry_when_its_host_is_disposed()
    {
        var received = new ConcurrentDictionary<string, byte[]>();
        await using var collector = await StartCollectorAsync(received);

        using (var host = BuildHost(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")))
        {
            await host.StartAsync();
            using var source = new ActivitySource(TelemetryNames.BatchActivitySource);
            using var meter = new Meter(TelemetryNames.Meter);
            using (source.StartActivity("ingest users"))
                host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("RecoMart.Test").LogInformation("hello");
            meter.CreateCounter<long>(TelemetryNames.BatchRows).Add(7);
        }

        Assert.Contains("ingest users", Text(received["/v1/traces"]), StringComparison.Ordinal);
        Assert.Contains(TelemetryNames.BatchRows, Text(received["/v1/metrics"]), StringComparison.Ordinal);
        Assert.Contains("hello", Text(received["/v1/logs"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("always_on", null, true)]
    [InlineData("always_off", null, false)]
    [InlineData("traceidratio", "0", false)]
    [InlineData("traceidratio", "1", true)]
    [InlineData("parentbased_always_on", null, true)]
    [InlineData("parentbased_always_off", null, false)]
    [InlineData("parentbased_traceidratio", "0", false)]
    [InlineData("parentbased_traceidratio", "1", true)]
    public async Task Sampling_follows_the_standard_variables(string sampler, string? argument, bool recorded)
    {
        // A source that no other test's provider listens to: one of them that records makes a span recorded for all.
        using var source = new ActivitySource($"Test.{Guid.NewGuid()}");
        using var host = BuildHost(
            builder => builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddSource(source.Name)),
            s_receiver,
            s_protocol,
            ("OTEL_TRACES_SAMPLER", sampler),
            ("OTEL_TRACES_SAMPLER_ARG", argument));
        await host.StartAsync();

        using var span = source.StartActivity("probe");

        Assert.Equal(recorded, span?.Recorded ?? false);
    }

    [Fact]
    public void With_nobody_to_send_it_to_no_telemetry_is_recorded()
    {
        using var host = BuildHost();

        Assert.Null(host.Services.GetService<TracerProvider>());
        Assert.Null(host.Services.GetService<MeterProvider>());
        Assert.DoesNotContain(host.Services.GetServices<ILoggerProvider>(), provider => provider is OpenTelemetryLoggerProvider);
    }

    [Fact]
    public async Task Health_probes_make_no_traces_and_requests_do()
    {
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "System.Net.Http",
            ActivityStopped = activity =>
            {
                if (activity.Recorded)
                    spans.Enqueue($"{activity.Kind} {activity.GetTagItem("url.path") ?? new Uri((string)activity.GetTagItem("url.full")!).AbsolutePath}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create(s_receiver.Key, (string?)s_receiver.Value), KeyValuePair.Create(s_protocol.Key, (string?)s_protocol.Value)]);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        await using (var app = builder.Build())
        {
            app.MapDefaultEndpoints();
            app.MapGet("/work-of-this-test", () => "done");
            await app.StartAsync();
            using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
            client.BaseAddress = new Uri(app.Urls.Single());
            foreach (var path in new[] { "/health", "/alive", "/work-of-this-test" })
                await client.GetStringAsync(new Uri(path, UriKind.Relative));
        }

        Assert.Contains("Client /work-of-this-test", spans);
        Assert.Contains("Server /work-of-this-test", spans);
        Assert.DoesNotContain(spans, span => span.EndsWith("/health", StringComparison.Ordinal) || span.EndsWith("/alive", StringComparison.Ordinal));
    }

    private static IHost BuildHost(params (string Key, string? Value)[] settings) => BuildHost(_ => { }, settings);

    private static IHost BuildHost(Action<IHostApplicationBuilder> configure, params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.AddServiceDefaults();
        configure(builder);
        return builder.Build();
    }

    private static async Task<WebApplication> StartCollectorAsync(ConcurrentDictionary<string, byte[]> received)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.AddOrUpdate(request.Path, body.ToArray(), (_, earlier) => [.. earlier, .. body.ToArray()]);
        });
        await collector.StartAsync();
        return collector;
    }

    private static string Text(byte[] body) => System.Text.Encoding.UTF8.GetString(body);
}
