using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using RecoMart.Messaging;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.Api;

public sealed class ApiMetricsTests : IDisposable
{
    private const string Good = """{"user_id":1,"age":2,"gender":"M","device":"Tablet","note":"x","more":{}}""";
    private const string Bad = """{"user_id":1}""";

    private readonly ApiFactory _api = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = [];

    public void Dispose()
    {
        _listener.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task Events_are_counted_by_source_and_outcome()
    {
        Listen();
        await _api.PostAsync("/users", Good);
        await _api.PostAsync("/users", Bad);
        await _api.PostAsync("/users", "{");
        await _api.PostAsync("/users/batch", $"[{Good},{Bad},{Good}]");
        await _api.PostAsync("/internal/ingest-users", $"[{Record(0, Good)},{Record(0, Good)},{Record(1, Bad)}]", key: ApiFactory.Key);
        _api.Log.Publishing = _ => throw new EventLogUnavailableException("Full.");
        await _api.PostAsync("/users", Good);

        Assert.Equal(
            new SortedDictionary<string, long>
            {
                ["recomart.events.accepted users"] = 3,
                ["recomart.events.rejected users rejected age: missing"] = 2,
                ["recomart.events.rejected users rejected malformed JSON"] = 1,
                ["recomart.events.rejected users unavailable"] = 1,
                ["recomart.events.staged users duplicate"] = 1,
                ["recomart.events.staged users rejected"] = 1,
                ["recomart.events.staged users staged"] = 1,
                ["recomart.events.unknown_fields users"] = 12,
            },
            new SortedDictionary<string, long>(_counts));
    }

    [Fact]
    public async Task A_rule_is_the_contracts_own_words_whatever_the_events_have_in_them()
    {
        Listen();
        await _api.PostAsync("/users", """{"user_id":"secret","age":"secret","gender":"secret","device":{"secret":1}}""");
        await _api.PostAsync("/users", """{"secret""");
        await _api.PostAsync("/users", "\"secret\"");
        await _api.PostAsync("/users/batch", "{\"secret\"\n{\"user_id\":secret}\n[\"secret\"]\n{\"user_id\":1,\"user_id\":2}", "application/x-ndjson");

        Assert.Equal(
            new SortedDictionary<string, long>
            {
                ["recomart.events.rejected users rejected malformed JSON"] = 3,
                ["recomart.events.rejected users rejected not a JSON object"] = 2,
                ["recomart.events.rejected users rejected user_id: not an integer"] = 1,
                ["recomart.events.rejected users rejected user_id: stands twice"] = 1,
            },
            new SortedDictionary<string, long>(_counts));
    }

    private void Listen()
    {
        var meters = _api.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other tests have meters of the same name.
            if (instrument.Meter.Name == TelemetryNames.Meter && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var key = string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => tag.Value)]);
            _counts.AddOrUpdate(key, value, (_, sum) => sum + value);
        });
        _listener.Start();
    }

    private static string Record(int offset, string value) =>
        $$"""{"log":"l","topic":"recomart-users","partition":0,"offset":{{offset}},"value":{{value}}}""";
}
