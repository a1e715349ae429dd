using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RecoMart.Consumer.Reading;
using RecoMart.Messaging;

namespace RecoMart.Consumer.Staging;

/// <summary>Asks the API to stage events. Tries once: when and whether again is the reader's to decide.</summary>
internal sealed class StagingClient(HttpClient http, InternalKey key, ConsumerOptions options)
{
    private const string Timeout = "timeout";

    private static readonly Dictionary<string, Uri> s_paths = new()
    {
        [EventTopics.Users] = new("/internal/ingest-users", UriKind.Relative),
        [EventTopics.Transactions] = new("/internal/ingest-transactions", UriKind.Relative),
    };

    /// <summary>Posts events of one topic, in order.</summary>
    /// <param name="topic">Their topic.</param>
    /// <param name="events">The events, each a JSON object.</param>
    public async Task<StagingAnswer> PostAsync(string topic, IReadOnlyList<PendingEvent> events)
    {
        // Not ended by a stop of the service: it finishes its batch.
        using var timeout = new CancellationTokenSource(options.PostTimeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, s_paths[topic]) { Content = Content(events) };
            request.Headers.Add(InternalKey.Header, key.Value);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return response.IsSuccessStatusCode
                ? StagingAnswer.Judged(await StagingResponse.ReadAsync(response.Content, events.Count, timeout.Token))
                : StagingAnswer.Failed(
                    KindOf(response.StatusCode),
                    await StagingResponse.ReadProblemAsync(response, timeout.Token),
                    ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return StagingAnswer.Failed(StagingAnswerKind.Away, $"no answer within {options.PostTimeout.TotalSeconds:0.###} s", Timeout);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return StagingAnswer.Failed(StagingAnswerKind.Away, exception.Message, exception.GetType().FullName!);
        }
        catch (JsonException exception)
        {
            return StagingAnswer.Failed(StagingAnswerKind.Away, $"its answer can't be understood: {exception.Message}", exception.GetType().FullName!);
        }
    }

    private static ReadOnlyMemoryContent Content(IReadOnlyList<PendingEvent> events) =>
        new(StagingRequest.Write(events)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static StagingAnswerKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => StagingAnswerKind.KeyRefused,
        HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
            => StagingAnswerKind.RequestRefused,
        _ => StagingAnswerKind.Away,
    };
}
