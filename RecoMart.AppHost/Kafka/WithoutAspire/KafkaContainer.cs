namespace RecoMart.AppHost;

/// <summary>In the place of Kafka in a container, for builds without the package <c>Aspire.Hosting.Kafka</c>.</summary>
internal static class KafkaContainer
{
    /// <summary>Whether this build has it.</summary>
    public const bool IsAvailable = false;

    /// <summary>Says that there is none.</summary>
    /// <exception cref="InvalidDataException">Always.</exception>
    public static IResourceBuilder<IResourceWithConnectionString> AddKafkaContainer(this IDistributedApplicationBuilder builder, string name) =>
        throw new InvalidDataException(
            $"This build has no Kafka container: it was made with UseAspireKafka=false, without the package Aspire.Hosting.Kafka. {EventLogChoice.OtherKinds}");
}
