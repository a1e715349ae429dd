using RecoMart.Consumer.Reading;
using RecoMart.Consumer.Telemetry;
using RecoMart.Messaging;

namespace RecoMart.Consumer.Staging;

/// <summary>Sorts what was read: by topic, and into what can be read and what can't.</summary>
internal sealed class DeliveryFactory(StagingClient api, ConsumerOptions options, ConsumerState state, TimeProvider time)
{
    /// <summary>The deliveries for events, one a topic.</summary>
    public IReadOnlyList<TopicDelivery> Create(IReadOnlyList<ReceivedEvent> events, string system, string group) =>
    [
        .. events.GroupBy(received => received.Topic).Select(topic => new TopicDelivery(
            topic.Key, topic.Select(received => Screen(received, system, group)), api, options, state, time)),
    ];

    private static PendingEvent Screen(ReceivedEvent received, string system, string group)
    {
        var pending = new PendingEvent(received) { Poison = EventScreening.Refuse(received) };
        ConsumerTelemetry.StartProcess(pending, system, group);
        return pending;
    }
}
