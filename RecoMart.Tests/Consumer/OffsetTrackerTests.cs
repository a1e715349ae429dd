using RecoMart.Consumer.Reading;
using RecoMart.Messaging;

namespace RecoMart.Tests.Consumer;

public class OffsetTrackerTests
{
    private static readonly EventPartition s_first = new("t", 0);
    private static readonly EventPartition s_second = new("t", 1);

    private readonly OffsetTracker _offsets = new();

    [Fact]
    public void Nothing_is_committable_before_anything_is_done()
    {
        Add(0, 5, 6);

        Assert.Empty(_offsets.TakeCommittable());
        Assert.Equal(2, _offsets.Pending);
    }

    [Fact]
    public void The_next_offset_is_one_more_than_the_last_one_done()
    {
        Add(0, 5, 6, 7);

        Done(0, 5, 6);

        Assert.Equal(7, Assert.Single(_offsets.TakeCommittable()).Value);
        Assert.Equal(1, _offsets.Pending);
    }

    [Fact]
    public void What_is_done_behind_an_open_event_waits_for_it()
    {
        Add(0, 5, 6, 7);

        Done(0, 7, 6);
        Assert.Empty(_offsets.TakeCommittable());
        Assert.Equal(1, _offsets.Pending);

        Done(0, 5);
        Assert.Equal(8, _offsets.TakeCommittable()[s_first]);
    }

    [Fact]
    public void Gaps_between_offsets_hold_nothing_up()
    {
        Add(0, 5, 9, 1_000_000);

        Done(0, 9, 5);

        Assert.Equal(10, _offsets.TakeCommittable()[s_first]);
    }

    [Fact]
    public void An_offset_is_committable_once()
    {
        Add(0, 5, 6);
        Done(0, 5);

        _offsets.TakeCommittable();

        Assert.Empty(_offsets.TakeCommittable());
    }

    [Fact]
    public void Partitions_advance_each_for_itself()
    {
        Add(0, 1, 2);
        Add(1, 1, 2);

        Done(0, 1, 2);
        Done(1, 2);

        Assert.Equal(s_first, Assert.Single(_offsets.TakeCommittable()).Key);
    }

    [Fact]
    public void A_lost_partition_is_forgotten_and_comes_anew()
    {
        Add(0, 5, 6);
        Done(0, 5);
        Add(1, 3);

        _offsets.Drop([s_first]);
        Done(0, 6);
        Assert.Empty(_offsets.TakeCommittable());

        Add(0, 6);
        Done(0, 6);
        Assert.Equal(7, _offsets.TakeCommittable()[s_first]);
        Assert.False(_offsets.TakeCommittable().ContainsKey(s_second));
    }

    [Fact]
    public void A_topic_that_was_made_again_starts_anew_and_its_old_events_count_for_nothing()
    {
        Add(0, 500);

        _offsets.Add(Event(0, 0, "another"));
        Done(0, 500);
        Assert.Empty(_offsets.TakeCommittable());

        _offsets.Done(Event(0, 0, "another"));
        Assert.Equal(1, _offsets.TakeCommittable()[s_first]);
    }

    private static ReceivedEvent Event(int partition, long offset, string identity = "log") =>
        new() { Topic = "t", Identity = identity, Partition = partition, Offset = offset, Timestamp = default };

    private void Add(int partition, params long[] offsets)
    {
        foreach (var offset in offsets)
            _offsets.Add(Event(partition, offset));
    }

    private void Done(int partition, params long[] offsets)
    {
        foreach (var offset in offsets)
            _offsets.Done(Event(partition, offset));
    }
}
