using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RecoMart.Consumer;
using RecoMart.Messaging;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.Consumer;

public sealed class ReplayEndpointTests : IAsyncLifetime, IDisposable
{
    private readonly FakeEventLog _log = new();
    private readonly FakeApi _api = new();
    private readonly HttpClient _client = new();
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Urls"] = "http://127.0.0.1:0";
        builder.Configuration["ConnectionStrings:event-log"] = "Data Source=never-opened.db";
        builder.Configuration[InternalKey.Setting] = FakeApi.Key;
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(ConsumerHost.Quick);
        builder.AddStreamConsumer();
        builder.Services.Replace(ServiceDescriptor.Singleton<IEventLog>(_log));
        builder.Services.AddHttpClient(StreamConsumerExtensions.ApiClient).ConfigurePrimaryHttpMessageHandler(() => _api);
        _app = builder.Build().MapStreamConsumer();
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _api.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a-key-of-32-letters-and-digits-01")]
    public async Task Without_the_key_nothing_goes_back(string? key)
    {
        _log.Put(EventTopics.DeadLettersOf(EventTopics.Users), FakeEventLog.User(1));

        using var response = await ReplayAsync(key);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(_api.Rows);
    }

    [Fact]
    public async Task With_the_key_it_says_how_many_went_back_and_they_are_staged()
    {
        _log.Put(EventTopics.DeadLettersOf(EventTopics.Users), FakeEventLog.User(1));
        _log.Put(EventTopics.DeadLettersOf(EventTopics.Users), FakeEventLog.User(2));

        using var response = await ReplayAsync(FakeApi.Key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("replayed").GetInt32());
        var deadline = DateTime.UtcNow.AddSeconds(20);
        while (_api.Rows.Count < 2 && DateTime.UtcNow < deadline)
            await Task.Delay(5);
        Assert.Equal([1L, 2], _api.UserIds);
    }

    [Fact]
    public async Task It_is_healthy_and_alive()
    {
        Assert.Equal("""{"status":"healthy"}""", await _client.GetStringAsync(new Uri("/health", UriKind.Relative)));
        Assert.Equal("""{"status":"healthy"}""", await _client.GetStringAsync(new Uri("/alive", UriKind.Relative)));
    }

    private async Task<HttpResponseMessage> ReplayAsync(string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/dead-letters/replay", UriKind.Relative));
        if (key is not null)
            request.Headers.Add(InternalKey.Header, key);
        return await _client.SendAsync(request);
    }
}
