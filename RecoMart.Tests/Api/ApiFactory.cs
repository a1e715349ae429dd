using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RecoMart.Api.Endpoints;
using RecoMart.Api.Problems;
using RecoMart.Messaging;

namespace RecoMart.Tests.Api;

/// <summary>The API as its Program composes it, on a real server, with an event log of its own.</summary>
internal sealed class ApiFactory : WebApplicationFactory<ApiProblem>
{
    public const string Key = "correct horse battery staple";

    private readonly TemporaryDirectory _directory = new();
    private readonly bool _embedded;

    /// <param name="embedded">With the embedded log instead of <see cref="Log"/>.</param>
    public ApiFactory(bool embedded = false)
    {
        _embedded = embedded;
        // Without a port: the factory would set it while the program is starting already.
        UseKestrel();
    }

    public FakeEventLog Log { get; } = new();

    public CollectedLogs Logs { get; } = new();

    public TimeProvider? Time { get; init; }

    public BodyMemory? Memory { get; init; }

    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    public string LakePath => _directory.Combine("storage");

    public string UsersFile => _directory.Combine("data", "users_api_staging.csv");

    public string TransactionsFile => _directory.Combine("data", "transactions_api_staging.csv");

    public async Task<(int Status, string Body)> PostAsync(string path, string body, string contentType = "application/json", string? key = null)
    {
        using var response = await SendAsync(path, Encoding.UTF8.GetBytes(body), contentType, key);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<HttpResponseMessage> SendAsync(string path, byte[] body, string? contentType = "application/json", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (contentType is not null)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("X-RecoMart-Internal-Key", key);
        return await CreateClient().SendAsync(request);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("ConnectionStrings:event-log", $"Data Source={_directory.Combine("event-log.db")}");
        builder.UseSetting("RecoMart:InternalApiKey", Key);
        builder.UseSetting("data_dir", _directory.Combine("data"));
        builder.UseSetting("storage_base", LakePath);
        foreach (var (name, value) in Settings)
            builder.UseSetting(name, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logs));
        builder.ConfigureTestServices(services =>
        {
            if (!_embedded)
                services.AddSingleton<IEventLog>(Log);
            if (Memory is not null)
                services.AddSingleton(Memory);
            if (Time is not null)
                services.AddSingleton(Time);
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        // It comes here twice.
        if (disposing && Directory.Exists(_directory.Path))
            _directory.Dispose();
    }
}
