using System.Reflection;
using Aspire.Confluent.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RecoMart.Tests.Messaging;

/// <summary>
/// With <c>UseAspireKafka=false</c> there is a stand-in for Aspire.Confluent.Kafka. It may offer less than the package, never anything
/// else, and it reads the same settings in the same order; with <c>true</c> the same tests hold for the package itself.
/// </summary>
public class AspireKafkaSurfaceTests
{
    private const string Builder = "Microsoft.Extensions.Hosting.IHostApplicationBuilder";

    /// <summary>What we use of Aspire.Confluent.Kafka 13.6.5, as released.</summary>
    private static readonly string[] Released =
    [
        $"AspireKafkaProducerExtensions: Void AddKafkaProducer[TKey,TValue]({Builder} builder, System.String connectionName, "
            + "System.Action`1[Aspire.Confluent.Kafka.KafkaProducerSettings] configureSettings, "
            + "System.Action`2[System.IServiceProvider,Confluent.Kafka.ProducerBuilder`2[TKey,TValue]] configureBuilder)",
        $"AspireKafkaConsumerExtensions: Void AddKafkaConsumer[TKey,TValue]({Builder} builder, System.String connectionName, "
            + "System.Action`1[Aspire.Confluent.Kafka.KafkaConsumerSettings] configureSettings, "
            + "System.Action`2[System.IServiceProvider,Confluent.Kafka.ConsumerBuilder`2[TKey,TValue]] configureBuilder)",
        "KafkaProducerSettings: Confluent.Kafka.ProducerConfig Config { get; }",
        "KafkaProducerSettings: System.String ConnectionString { get; set; }",
        "KafkaProducerSettings: System.Boolean DisableHealthChecks { get; set; }",
        "KafkaProducerSettings: System.Boolean DisableMetrics { get; set; }",
        "KafkaProducerSettings: System.Boolean DisableTracing { get; set; }",
        "KafkaConsumerSettings: Confluent.Kafka.ConsumerConfig Config { get; }",
        "KafkaConsumerSettings: System.String ConnectionString { get; set; }",
        "KafkaConsumerSettings: System.Boolean DisableHealthChecks { get; set; }",
        "KafkaConsumerSettings: System.Boolean DisableMetrics { get; set; }",
        "KafkaConsumerSettings: System.Boolean DisableTracing { get; set; }",
    ];

    [Fact]
    public void The_public_surface_is_the_released_one()
    {
        Type[] types =
        [
            typeof(AspireKafkaProducerExtensions), typeof(AspireKafkaConsumerExtensions),
            typeof(KafkaProducerSettings), typeof(KafkaConsumerSettings),
        ];
        Assert.Equal(["Aspire.Confluent.Kafka", "Microsoft.Extensions.Hosting"], types.Select(type => type.Namespace!).Distinct().Order());
        Assert.All(types, type => Assert.True(type.IsSealed));

        var actual = types.SelectMany(Describe).ToList();

        Assert.Empty(Released.Except(actual));
        if (typeof(KafkaProducerSettings).Assembly.GetName().Name == "RecoMart.Messaging")
            Assert.Empty(actual.Except(Released));
    }

    [Fact]
    public void Later_sources_of_settings_win()
    {
        var builder = CreateBuilder(
            ("Aspire:Confluent:Kafka:Producer:ConnectionString", "section:1"),
            ("Aspire:Confluent:Kafka:Producer:Config:ClientId", "section"),
            ("Aspire:Confluent:Kafka:Producer:Config:LingerMs", "1"),
            ("Aspire:Confluent:Kafka:Producer:Config:SaslUsername", "section"),
            ("Aspire:Confluent:Kafka:Producer:DisableTracing", "true"),
            ("Aspire:Confluent:Kafka:Producer:kafka:Config:ClientId", "named"),
            ("Aspire:Confluent:Kafka:Producer:kafka:Config:LingerMs", "2"),
            ("ConnectionStrings:kafka", "connection:1"));
        KafkaProducerSettings? seen = null;

        builder.AddKafkaProducer<byte[], byte[]>(
            "kafka",
            settings =>
            {
                Assert.Equal("connection:1", settings.ConnectionString);
                Assert.Equal(2, settings.Config.LingerMs);
                Assert.True(settings.DisableTracing);
                settings.Config.LingerMs = 3;
                settings.Config.BootstrapServers = "callback:1";
                seen = settings;
            },
            (Action<IServiceProvider, ProducerBuilder<byte[], byte[]>>?)null);

        Assert.Equal(3, seen!.Config.LingerMs);
        Assert.Equal("named", seen.Config.ClientId);
        Assert.Equal("section", seen.Config.SaslUsername);
        Assert.Equal("connection:1", seen.Config.BootstrapServers); // the connection string has the last word
    }

    [Fact]
    public void The_consumer_has_its_own_section_and_wants_a_group()
    {
        var builder = CreateBuilder(
            ("Aspire:Confluent:Kafka:Consumer:Config:BootstrapServers", "section:1"),
            ("Aspire:Confluent:Kafka:Consumer:Config:ClientId", "section"),
            ("Aspire:Confluent:Kafka:Consumer:kafka:DisableHealthChecks", "true"),
            ("Aspire:Confluent:Kafka:Producer:Config:ClientId", "producer"));
        KafkaConsumerSettings? seen = null;

        builder.AddKafkaConsumer<byte[], byte[]>(
            "kafka", settings => seen = settings, (Action<IServiceProvider, ConsumerBuilder<byte[], byte[]>>?)null);

        Assert.Equal("section:1", seen!.Config.BootstrapServers);
        Assert.Equal("section", seen.Config.ClientId);
        Assert.True(seen.DisableHealthChecks);
        using var services = builder.Services.BuildServiceProvider();
        Assert.Throws<InvalidOperationException>(services.GetRequiredService<IConsumer<byte[], byte[]>>);
    }

    [Fact]
    public void Without_brokers_there_is_no_client()
    {
        var builder = CreateBuilder();
        builder.AddKafkaProducer<byte[], byte[]>(
            "kafka", settings => settings.DisableHealthChecks = true, (Action<IServiceProvider, ProducerBuilder<byte[], byte[]>>?)null);

        using var services = builder.Services.BuildServiceProvider();
        Assert.Throws<InvalidOperationException>(services.GetRequiredService<IProducer<byte[], byte[]>>);
    }

    private static IEnumerable<string> Describe(Type type) =>
        type.GetProperties().Select(property =>
                $"{type.Name}: {property.PropertyType} {property.Name} {{ get; {(property.SetMethod is { IsPublic: true } ? "set; " : "")}}}")
            .Concat(type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(method =>
                $"{type.Name}: Void {method.Name}[{string.Join(',', method.GetGenericArguments().Select(argument => argument.Name))}]"
                + $"({string.Join(", ", method.GetParameters().Select(parameter => $"{parameter.ParameterType} {parameter.Name}"))})"));

    private static HostApplicationBuilder CreateBuilder(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        return builder;
    }
}
