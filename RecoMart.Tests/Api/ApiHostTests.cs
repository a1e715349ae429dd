using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.Api;

public sealed class ApiHostTests
{
    private const string User = """{"user_id": 1001, "age": 25, "gender": "F", "device": "Mobile"}""";

    [Theory]
    [InlineData("RecoMart:InternalApiKey", " ")]
    [InlineData("staging_max_bytes", "64MB")]
    [InlineData("staging_max_bytes", "1")]
    public void Without_a_usable_setting_the_service_does_not_start(string setting, string value)
    {
        using var api = new ApiFactory { Settings = new Dictionary<string, string?> { [setting] = value } };
        var exception = Record.Exception(() => api.CreateClient());

        // Program prints the message and ends with 2, so the factory finds no host.
        Assert.NotNull(exception);
    }

    [Fact]
    public void The_settings_error_names_the_setting_and_a_valid_value()
    {
        var exception = Assert.Throws<InvalidSettingException>(() =>
            RecoMart.Api.ApiSettings.Read(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()));

        Assert.StartsWith("The setting RecoMart:InternalApiKey (environment variable RecoMart__InternalApiKey) is missing;", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_embedded_log_an_accepted_event_is_in_it()
    {
        using var api = new ApiFactory(embedded: true);
        var deadline = DateTime.UtcNow.AddSeconds(20);
        while ((await api.PostAsync("/users", User)).Status != 201)
            Assert.True(DateTime.UtcNow < deadline);
        using var client = api.CreateClient();

        Assert.Equal("""{"status":"healthy"}""", await client.GetStringAsync("/health"));
        var batch = await api.PostAsync("/users/batch", $"[{User},{User}]");
        Assert.Equal(201, batch.Status);
    }

    [Fact]
    public async Task The_document_describes_the_public_endpoints_with_every_status_and_says_nothing_of_the_internal_ones()
    {
        using var api = new ApiFactory();
        using var client = api.CreateClient();
        var text = await client.GetStringAsync("/openapi/v1.json");
        using var document = JsonDocument.Parse(text);
        var paths = document.RootElement.GetProperty("paths");

        Assert.DoesNotContain("internal", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            ["/health", "/transactions", "/transactions/batch", "/users", "/users/batch"],
            paths.EnumerateObject().Select(path => path.Name).Order());
        var post = paths.GetProperty("/users").GetProperty("post");
        Assert.Equal(["201", "400", "408", "413", "415", "422", "503"], post.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).Order());
        Assert.All(
            post.GetProperty("responses").EnumerateObject().SelectMany(answer => answer.Value.GetProperty("content").EnumerateObject()),
            content => Assert.Equal(JsonValueKind.Object, content.Value.GetProperty("example").ValueKind));
        var user = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("UserRequest").GetProperty("properties");
        Assert.Equal("""["M","F"]""", string.Concat(user.GetProperty("gender").GetProperty("enum").GetRawText().Where(letter => !char.IsWhiteSpace(letter))));
        Assert.Equal(1, user.GetProperty("age").GetProperty("minimum").GetInt32());
        Assert.Contains("Scalar", await client.GetStringAsync("/scalar/"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_given_up()
    {
        using var api = new ApiFactory();
        using var connection = new TcpClient("127.0.0.1", api.CreateClient().BaseAddress!.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{"));
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var reader = new StreamReader(stream);

        Assert.StartsWith("HTTP/1.1 408", await reader.ReadLineAsync(deadline.Token), StringComparison.Ordinal);
    }
}
