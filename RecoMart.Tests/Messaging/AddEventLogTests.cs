using System.Diagnostics;
using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RecoMart.Messaging;
using RecoMart.Messaging.Kafka;
using RecoMart.Messaging.Telemetry;

namespace RecoMart.Tests.Messaging;

public sealed class AddEventLogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Embedded => $"Data Source={_directory.Combine("log.db")}";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_setting_it_names_both_and_a_valid_value()
    {
        var exception = Assert.Throws<EventLogSettingException>(() => CreateBuilder().AddEventLog());

        Assert.Contains("ConnectionStrings:kafka", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings:event-log", exception.Message, StringComparison.Ordinal);
        Assert.Contains("localhost:9092", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Data Source=", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kafka", "ConnectionStrings:kafka=127.0.0.1:1", "ConnectionStrings:event-log=Data Source=x.db")]
    [InlineData("kafka", "bootstrap_servers=127.0.0.1:1", "ConnectionStrings:event-log=Data Source=x.db")]
    [InlineData("kafka", "Kafka:bootstrap_servers=127.0.0.1:1")]
    [InlineData("sqlite", "ConnectionStrings:kafka=", "ConnectionStrings:event-log=Data Source=x.db")]
    public async Task The_settings_decide_on_the_kind(string system, params string[] settings)
    {
        var builder = CreateBuilder([.. settings.Select(setting => setting.Replace("x.db", _directory.Combine("x.db"), StringComparison.Ordinal))]);
        builder.AddEventLog();
        await using var services = builder.Services.BuildServiceProvider();

        Assert.Equal(system, services.GetRequiredService<IEventLog>().System);
    }

    [Theory]
    [InlineData("acks", "some")]
    [InlineData("retries", "-1")]
    [InlineData("Kafka:retries", "many")]
    [InlineData("ConnectionStrings:event-log", "no file")]
    [InlineData("ConnectionStrings:event-log", "Data Source=:memory:")]
    [InlineData("EventLog:RetentionHours", "long")]
    public void A_setting_that_can_not_be_used_is_named_with_its_value(string name, string value)
    {
        var builder = CreateBuilder($"ConnectionStrings:event-log={Embedded}");
        builder.Configuration[name] = value;

        var exception = Assert.Throws<EventLogSettingException>(() => builder.AddEventLog());

        Assert.Contains(name.Split(':')[^1], exception.Message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_specifications_settings_reach_the_client()
    {
        var settings = KafkaSettings.From(CreateBuilder(
            "Kafka:bootstrap_servers=a:1", "bootstrap_servers=b:1", "group_id=mine", "acks=1", "Kafka:retries=7").Configuration);
        var (producer, consumer) = (new ProducerConfig(), new ConsumerConfig());
        KafkaDefaults.Apply(producer, settings);
        KafkaDefaults.Apply(consumer, settings);

        Assert.Equal("a:1", settings.BootstrapServers);
        Assert.Equal("mine", consumer.GroupId);
        Assert.Equal(Acks.Leader, producer.Acks);
        Assert.Equal(7, producer.MessageSendMaxRetries);
        Assert.False(producer.EnableIdempotence);
    }

    [Fact]
    public void The_defaults_are_the_specifications()
    {
        var (producer, consumer) = (new ProducerConfig(), new ConsumerConfig());
        KafkaDefaults.Apply(producer, new KafkaSettings());
        KafkaDefaults.Apply(consumer, new KafkaSettings());

        Assert.Equal("localhost:9092", KafkaSettings.DefaultServers);
        Assert.Equal("recomart-consumer-group", consumer.GroupId);
        Assert.Equal(Acks.All, producer.Acks);
        Assert.Equal(3, producer.MessageSendMaxRetries);
        Assert.True(producer.EnableIdempotence);
        Assert.False(consumer.EnableAutoCommit);
    }

    [Fact]
    public async Task Dead_brokers_fail_a_publish_and_the_health_check_in_time()
    {
        var builder = CreateBuilder("ConnectionStrings:kafka=127.0.0.1:1");
        builder.AddEventLog();
        await using var services = builder.Services.BuildServiceProvider();
        var watch = Stopwatch.StartNew();

        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["event-log"].Status);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));

        watch.Restart();
        await Assert.ThrowsAsync<EventLogUnavailableException>(
            () => services.GetRequiredService<IEventLog>().PublishAsync(new EventMessage("topic", "key", "value"u8.ToArray())));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task An_event_carries_the_trace_of_its_send_span()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == MessagingTelemetry.ActivitySource,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var builder = CreateBuilder($"ConnectionStrings:event-log={Embedded}");
        builder.AddEventLog();
        using var host = builder.Build();
        using var counted = new MetricCount(host.Services.GetRequiredService<IMeterFactory>());
        await host.StartAsync();
        var log = host.Services.GetRequiredService<IEventLog>();
        await log.EnsureTopicsAsync(EventTopics.All);

        using var request = new Activity("request").Start();
        request.TraceStateString = "vendor=1";
        await Task.WhenAll(log.PublishEach([Message("a"), Message("b")]));
        Assert.Same(request, Activity.Current);
        await using var consumer = log.Subscribe([EventTopics.Users]);
        var events = new List<ReceivedEvent>();
        while (events.Count < 2)
            events.AddRange((await consumer.ReadAsync(10, TimeSpan.FromSeconds(10))).Events);

        var mine = spans.Where(span => span.TraceId == request.TraceId).ToList();
        Assert.Equal(2, mine.Count);
        Assert.All(mine, span => Assert.Equal($"send {EventTopics.Users}", span.DisplayName));
        Assert.All(mine, span => Assert.Equal(request.SpanId, span.ParentSpanId));
        foreach (var received in events)
        {
            Assert.True(TraceHeaders.TryExtract(received.Headers, out var context));
            var span = mine.Single(sent => sent.SpanId == context.SpanId);
            Assert.Equal("vendor=1", context.TraceState);
            Assert.Equal(received.Key, span.GetTagItem("messaging.kafka.message.key"));
            Assert.Equal(received.Offset, span.GetTagItem("messaging.kafka.offset"));
        }
        Assert.Equal(2, counted[MessagingTelemetry.SentMessages]);
        Assert.Equal(2, counted[MessagingTelemetry.ConsumedMessages]);
    }

    [Fact]
    public async Task An_event_carries_the_trace_of_its_request_whether_somebody_listens_or_not()
    {
        var builder = CreateBuilder($"ConnectionStrings:event-log={Embedded}");
        builder.AddEventLog();
        using var host = builder.Build();
        var log = host.Services.GetRequiredService<IEventLog>();
        await log.EnsureTopicsAsync(EventTopics.All);

        using var request = new Activity("request").Start();
        request.TraceStateString = "vendor=1";
        await log.PublishAsync(Message("a"));
        await Task.WhenAll(log.PublishEach([Message("b") with { Headers = [new EventHeader("other", "1")] }]));

        await using var consumer = log.Subscribe([EventTopics.Users]);
        var events = new List<ReceivedEvent>();
        while (events.Count < 2)
            events.AddRange((await consumer.ReadAsync(10, TimeSpan.FromSeconds(10))).Events);
        Assert.All(events, received =>
        {
            Assert.True(TraceHeaders.TryExtract(received.Headers, out var context));
            Assert.Equal((request.TraceId, "vendor=1"), (context.TraceId, context.TraceState));
        });
        Assert.Contains(events, received => received.Headers.Any(header => header.Name == "other"));
    }

    private static EventMessage Message(string key) => new(EventTopics.Users, key, "{}"u8.ToArray());

    private static HostApplicationBuilder CreateBuilder(params string[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2))
            .Select(parts => KeyValuePair.Create(parts[0], (string?)parts[1])));
        return builder;
    }
}
