using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.ServiceDefaults;

public class PlainTextTests
{
    [Theory]
    [InlineData("plain, größer, 'quoted'", "plain, größer, 'quoted'")]
    [InlineData("a\nb\tc", "a⏎b→c")]
    [InlineData("a\rb\u001b[31m", "a\\u000db\\u001b[31m")]
    [InlineData("12345678901234567890123456", "1234567890123456789012345…")]
    [InlineData("123456789012345678901234\U0001F600", "123456789012345678901234…")] // not half of a character
    public void A_text_from_outside_becomes_one_line(string text, string line) => Assert.Equal(line, PlainText.OneLine(text, 25));
}
