using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RecoMart.Consumer.DeadLetters;
using RecoMart.Messaging;

namespace RecoMart.Tests.Consumer;

public sealed class DeadLetterReplayTests : IAsyncLifetime, IDisposable
{
    private static readonly string s_deadLetters = EventTopics.DeadLettersOf(EventTopics.Users);

    private readonly FakeEventLog _log = new();
    private readonly FakeApi _api = new();
    private readonly ConsumerHost _consumer;
    private readonly DeadLetterReplay _replay;

    public DeadLetterReplayTests()
    {
        // Its worker is not started: what goes back stays where it can be seen.
        _consumer = new ConsumerHost(_log, _api);
        _replay = _consumer.Services.GetRequiredService<DeadLetterReplay>();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _consumer.DisposeAsync();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Without_dead_letters_there_is_nothing_to_do() =>
        Assert.Equal(new ReplayResult(0, 0, 0), await _replay.RunAsync(default));

    [Fact]
    public async Task Each_goes_back_to_its_topic_as_it_was_and_only_once()
    {
        Bury(1, new EventHeader("mine", "kept"));
        Bury(2);
        _log.Put(EventTopics.DeadLettersOf(EventTopics.Transactions), "anything");

        Assert.Equal(new ReplayResult(3, 0, 0), await _replay.RunAsync(default));
        Assert.Equal(new ReplayResult(0, 0, 0), await _replay.RunAsync(default));

        var back = _log.Of(EventTopics.Users);
        Assert.Equal([FakeEventLog.User(1), FakeEventLog.User(2)], back.Select(Text));
        Assert.Equal("mine", Assert.Single(back[0].Headers).Name);
        Assert.Equal("1", back[0].Key);
        Assert.Equal("anything", Text(Assert.Single(_log.Of(EventTopics.Transactions))));
    }

    [Fact]
    public async Task One_that_was_buried_twice_goes_back_once()
    {
        Bury(1);
        Bury(1);
        Bury(2);

        Assert.Equal(new ReplayResult(2, 1, 0), await _replay.RunAsync(default));
        Assert.Equal(2, _log.Of(EventTopics.Users).Count);
    }

    [Fact]
    public async Task One_that_is_no_longer_whole_stays()
    {
        Bury(1, new EventHeader(DeadLetterHeaders.TruncatedFrom, "9999999"));
        Bury(2);

        Assert.Equal(new ReplayResult(1, 0, 1), await _replay.RunAsync(default));
    }

    [Fact]
    public async Task What_becomes_a_dead_letter_meanwhile_waits_for_the_next_replay()
    {
        Bury(1);
        _log.PublishFailure = message =>
        {
            if (message.Topic == EventTopics.Users)
                Bury(_log.Of(s_deadLetters).Count + 1);
            return null;
        };

        Assert.Equal(1, (await _replay.RunAsync(default)).Replayed);
        Assert.Equal(1, (await _replay.RunAsync(default)).Replayed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_that_fails_in_between_is_told_and_the_rest_goes_back_later(bool isDoneAllTheSame)
    {
        const int all = (2 * DeadLetterReplay.RoundEvents) + 500;
        for (var id = 1; id <= all; id++)
            Bury(id);
        var published = 0;
        if (isDoneAllTheSame)
            _log.LosesAnswers = () => ++published == 2;
        else
            _log.PublishFailure = _ => ++published == DeadLetterReplay.RoundEvents + 130 ? new EventLogUnavailableException("away") : null;

        await Assert.ThrowsAsync<EventLogUnavailableException>(() => _replay.RunAsync(default));
        var first = _log.Of(EventTopics.Users).Count;
        Assert.Equal(DeadLetterReplay.RoundEvents * (isDoneAllTheSame ? 2 : 1), first);

        Assert.Equal(all - first, (await _replay.RunAsync(default)).Replayed);
        Assert.Equal(Enumerable.Range(1, all).Select(id => FakeEventLog.User(id)), _log.Of(EventTopics.Users).Select(Text));
    }

    [Fact]
    public async Task What_another_replay_takes_over_is_left_to_it()
    {
        Bury(1);
        _log.Put(s_deadLetters, FakeEventLog.User(2), partition: 1);
        _log.Subscribed = consumer => consumer.LosesBeforePublishing = new EventPartition(s_deadLetters, 0);

        Assert.Equal(1, (await _replay.RunAsync(default)).Replayed);

        Assert.Equal(FakeEventLog.User(2), Text(Assert.Single(_log.Of(EventTopics.Users))));
        Assert.Equal(0, _log.Committed(new EventPartition(s_deadLetters, 0), DeadLetterReplay.Group));
    }

    [Fact]
    public async Task The_command_says_how_many()
    {
        Bury(1);
        Bury(2);
        using var output = new StringWriter();

        Assert.Equal(0, await ReplayCommand.RunAsync(_consumer.Services, output, TextWriter.Null));

        Assert.Equal("2 dead letters went back to their topics.", output.ToString().Trim());
    }

    private static string Text(ReceivedEvent received) => Encoding.UTF8.GetString(received.Value!.Value.Span);

    private void Bury(int id, params EventHeader[] headers)
    {
        var letter = DeadLetter.Of(
            new ReceivedEvent
            {
                Topic = EventTopics.Users,
                Identity = "log",
                Partition = 0,
                Offset = id,
                Key = "1",
                Value = Encoding.UTF8.GetBytes(FakeEventLog.User(id)),
                Timestamp = default,
            },
            "a reason",
            DateTimeOffset.UnixEpoch);
        _log.Put(s_deadLetters, letter.Value, 0, letter.Key, [.. letter.Headers, .. headers]);
    }
}
