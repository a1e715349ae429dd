using System.Text;
using RecoMart.Consumer.Reading;
using RecoMart.Messaging;

namespace RecoMart.Tests.Consumer;

public class EventScreeningTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"user_id":1,"age":"x","more":{"a":[1,2]}}""")]
    [InlineData(""" {"user_id":1} """)]
    [InlineData("""{"user_id":1,"user_id":2,"text":"\ud800"}""")]
    public void What_is_a_JSON_object_is_left_to_the_API(string value) => Assert.Null(EventScreening.Refuse(Event(value)));

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("hello", "not JSON")]
    [InlineData("""{"user_id":1""", "not JSON")]
    [InlineData("""{"user_id":1}{}""", "not JSON")]
    [InlineData("""{"user_id":1,}""", "not JSON")]
    [InlineData("""{"user_id":NaN}""", "not JSON")]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("\"text\"", "not a JSON object")]
    public void Anything_else_is_poison(string value, string reason) =>
        Assert.Contains(reason, EventScreening.Refuse(Event(value)), StringComparison.Ordinal);

    [Fact]
    public void No_value_is_poison() => Assert.Equal("there is no value", EventScreening.Refuse(Event((ReadOnlyMemory<byte>?)null)));

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_poison_even_within_a_text() => Assert.Equal(
        "the value is not UTF-8", EventScreening.Refuse(Event((byte[])[.. "{\"a\":\""u8, 0xff, .. "\"}"u8])));

    [Fact]
    public void Too_large_a_value_is_poison() => Assert.Contains(
        "2000008 bytes", EventScreening.Refuse(Event($$"""{"a":"{{new string('x', 2_000_000)}}"}""")), StringComparison.Ordinal);

    [Fact]
    public void Too_deep_a_value_is_poison() => Assert.Contains(
        "depth", EventScreening.Refuse(Event($$"""{"a":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""")), StringComparison.Ordinal);

    [Theory]
    [InlineData("1", false)]
    [InlineData("2", true)]
    [InlineData("", true)]
    public void Another_version_is_poison(string version, bool isPoison) => Assert.Equal(
        isPoison, EventScreening.Refuse(Event("{}") with { Headers = [new(EventScreening.VersionHeader, version)] }) is not null);

    private static ReceivedEvent Event(string value) => Event(Encoding.UTF8.GetBytes(value));

    private static ReceivedEvent Event(ReadOnlyMemory<byte>? value) =>
        new() { Topic = "t", Identity = "log", Partition = 0, Offset = 0, Timestamp = default, Value = value };
}
