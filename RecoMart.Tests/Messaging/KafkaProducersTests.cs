using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using RecoMart.Messaging;
using RecoMart.Messaging.Kafka;

namespace RecoMart.Tests.Messaging;

/// <summary>Producers that fail for good, as the client's own test function makes them.</summary>
public sealed class KafkaProducersTests : IDisposable
{
    private const string Topic = "topic";
    private const int OutOfOrderSequenceNumber = 45;

    private readonly List<IDisposable> _clients = [];

    public void Dispose()
    {
        foreach (var client in Enumerable.Reverse(_clients))
            client.Dispose();
    }

    [Fact]
    public async Task One_that_has_failed_for_good_is_replaced_and_the_check_says_so_once()
    {
        await using var log = KafkaLogs.Open(MockKafka.Start(_clients, Topic), _clients);
        var producer = Assert.IsAssignableFrom<IProducer<byte[]?, byte[]?>>(_clients[^1]);
        await log.PublishAsync(Message(1));
        await log.CheckAsync();

        FailForGood(producer);

        var failure = await FailureOfCheckAsync(log);
        Assert.Contains("failed for good", failure, StringComparison.Ordinal);
        Assert.Contains("as the test wants it", failure, StringComparison.Ordinal);
        await log.PublishAsync(Message(2));
        await log.CheckAsync();
    }

    [Fact]
    public async Task One_that_has_failed_for_good_is_replaced_by_the_next_publish()
    {
        await using var log = KafkaLogs.Open(MockKafka.Start(_clients, Topic), _clients);
        var producer = Assert.IsAssignableFrom<IProducer<byte[]?, byte[]?>>(_clients[^1]);
        await log.PublishAsync(Message(1));

        FailForGood(producer);

        // Until the error is reported, the next ones may fail with it.
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await log.PublishAsync(Message(2));
                break;
            }
            catch (EventLogUnavailableException) when (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
            {
            }
        }
        await log.CheckAsync();
    }

    private static EventMessage Message(int value) => new(Topic, "key", Encoding.UTF8.GetBytes($"{value}"));

    // The client reports its errors on a thread of its own.
    private static async Task<string> FailureOfCheckAsync(KafkaEventLog log)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await log.CheckAsync();
            }
            catch (EventLogUnavailableException exception)
            {
                return exception.Message;
            }
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "The check finds nothing wrong.");
        }
    }

    // The .NET client has no method for it, and hides the handle that it takes.
    private static void FailForGood(IProducer<byte[]?, byte[]?> producer)
    {
        var property = typeof(Handle).GetProperty(
            "LibrdkafkaHandle", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic);
        var handle = Assert.IsAssignableFrom<SafeHandle>(property?.GetValue(producer.Handle));
        // Which of its builds for this system the client has chosen, only the process knows.
        var library = Process.GetCurrentProcess().Modules.Cast<ProcessModule>()
            .Single(module => module.ModuleName.Contains("librdkafka", StringComparison.Ordinal)).FileName;
        var function = Marshal.GetDelegateForFunctionPointer<TestFatalError>(
            NativeLibrary.GetExport(NativeLibrary.Load(library), "rd_kafka_test_fatal_error"));
        Assert.Equal(0, function(handle.DangerousGetHandle(), OutOfOrderSequenceNumber, "as the test wants it"));
    }

    private delegate int TestFatalError(nint client, int error, [MarshalAs(UnmanagedType.LPUTF8Str)] string reason);
}
