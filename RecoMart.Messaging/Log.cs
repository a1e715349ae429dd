using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging;

/// <summary>What the event log says: event ids 1000 to 1999.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "The event log is in reach now.")]
    public static partial void EventLogInReach(this ILogger logger);

    [LoggerMessage(1001, LogLevel.Warning, "The event log is out of reach (try {Tries}, the next in {Seconds:0.0} s): {Reason}")]
    public static partial void EventLogOutOfReach(this ILogger logger, int tries, double seconds, string reason);

    [LoggerMessage(1002, LogLevel.Warning,
        "The setting acks is {Acks}, so an accepted event may be lost, or doubled by a retry; 'all' is the value that excludes both.")]
    public static partial void WeakAcks(this ILogger logger, Acks? acks);

    [LoggerMessage(1100, LogLevel.Information, "Made the topics that were missing: {Topics}")]
    public static partial void TopicsMade(this ILogger logger, string topics);

    [LoggerMessage(1101, LogLevel.Warning, "Kafka: {Reason}")]
    public static partial void KafkaClientWarned(this ILogger logger, string reason);

    [LoggerMessage(1102, LogLevel.Error, "Kafka's client {Name} has failed for good, and another one takes its place: {Reason}")]
    public static partial void KafkaClientFailed(this ILogger logger, string name, string reason);

    [LoggerMessage(1103, LogLevel.Debug, "Kafka: {Reason}")]
    public static partial void KafkaReadFailed(this ILogger logger, string reason);

    [LoggerMessage(1104, LogLevel.Debug, "Reading for {Group} was interrupted: {Reason}")]
    public static partial void KafkaReadInterrupted(this ILogger logger, string group, string reason);

    [LoggerMessage(1105, LogLevel.Warning, "Events for {Group} wait: {Reason}")]
    public static partial void EventsWait(this ILogger logger, string group, string reason);

    [LoggerMessage(1106, LogLevel.Warning, "The topic {Topic} was deleted and made again; {Group} reads it from its beginning.")]
    public static partial void TopicMadeAgain(this ILogger logger, string topic, string group);

    [LoggerMessage(1107, LogLevel.Debug, "A commit of {Group} came too late: {Reason}")]
    public static partial void CommitTooLate(this ILogger logger, string group, string reason);

    [LoggerMessage(1108, LogLevel.Debug, "Leaving the group {Group} failed: {Reason}")]
    public static partial void LeavingGroupFailed(this ILogger logger, string group, string reason);

    [LoggerMessage(1109, LogLevel.Warning, "The client's log handler is already set; its lines go there.")]
    public static partial void KafkaLogHandlerSet(this ILogger logger);

    [LoggerMessage(EventId = 1110, Message = "{Facility}: {Message}")]
    public static partial void KafkaClientLine(this ILogger logger, LogLevel level, string facility, string message);

    [LoggerMessage(1111, LogLevel.Debug, "{Group} does not know whether its topics are the same: {Reason}")]
    public static partial void TopicsUnknown(this ILogger logger, string group, string reason);

    [LoggerMessage(1112, LogLevel.Warning,
        "Kafka did not take an event in time. What else waits in the client {Name} is given up with it, and another one takes its place.")]
    public static partial void KafkaClientGivenUp(this ILogger logger, string name);

    [LoggerMessage(1200, LogLevel.Information, "This consumer reads as {Group} now.")]
    public static partial void LeaseTaken(this ILogger logger, string group);

    [LoggerMessage(1201, LogLevel.Information, "Another consumer reads as {Group} now; this one stands by.")]
    public static partial void LeaseLost(this ILogger logger, string group);

    [LoggerMessage(1202, LogLevel.Warning, "The group {Group} can't be asked for: {Reason}")]
    public static partial void LeaseUnknown(this ILogger logger, string group, string reason);

    [LoggerMessage(1203, LogLevel.Warning, "Reading from the event log failed, and is tried again: {Reason}")]
    public static partial void ReadFailed(this ILogger logger, string reason);

    [LoggerMessage(1204, LogLevel.Warning,
        "Events of {Topic}, partition {Partition}, from offset {Next} on were deleted before this group has read them: it was away for longer than they are kept")]
    public static partial void EventsMissed(this ILogger logger, string topic, int partition, long? next);

    [LoggerMessage(1205, LogLevel.Warning,
        "The group {Group} was last seen at {Seen:u}, longer ago than the retention time of {Retention}; events of {Topic} that it has not read are deleted from now on")]
    public static partial void GroupLetGo(this ILogger logger, string group, DateTimeOffset seen, TimeSpan retention, string topic);
}
