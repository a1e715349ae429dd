namespace RecoMart.AppHost;

/// <summary>Kafka in a container, with a page to look into it.</summary>
internal static class KafkaContainer
{
    /// <summary>Whether this build has it.</summary>
    public const bool IsAvailable = true;

    // The broker's address for clients is a part of the container: with a random port each start would make another one.
    private const int Port = 9092;
    private const int PagePort = 8081;
    private const string Volume = "recomart-kafka";

    /// <summary>
    /// Adds it. The container outlives the AppHost, so that the next start has it at once, and the volume outlives the container.
    /// </summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddKafkaContainer(this IDistributedApplicationBuilder builder, string name) => builder
        .AddKafka(name, Port)
        .WithDataVolume(Volume)
        .WithLifetime(ContainerLifetime.Persistent)
        .WithKafkaUI(page => page.WithHostPort(PagePort));
}
