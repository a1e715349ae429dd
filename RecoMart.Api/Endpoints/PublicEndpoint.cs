using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using RecoMart.Api.Events;
using RecoMart.Api.Problems;
using RecoMart.Messaging;

namespace RecoMart.Api.Endpoints;

/// <summary>Takes events from clients: judged, published, and only when they are on disk in the event log, accepted.</summary>
internal sealed class PublicEndpoint<TRecord>(EventSchema<TRecord> schema, IEventLog log, BodyMemory memory, ApiTelemetry telemetry)
    where TRecord : class
{
    public const int MaxEventBytes = 64 << 10;
    public const int MaxBatchBytes = 8 << 20;
    public const int MaxBatchItems = 10_000;

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    // While a batch comes in it keeps memory from others.
    private static readonly MinDataRate s_slowestBatch = new(bytesPerSecond: 8 << 10, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>Answers a request with one event.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        TRecord record;
        using (var text = await RequestText.ReadAsync(context, MaxEventBytes, [MediaTypes.Json]))
            record = Read(context, text.Bytes.Span);
        try
        {
            await log.PublishAsync(ToMessage(record));
        }
        catch (EventLogUnavailableException exception)
        {
            telemetry.Unavailable(schema.Contract.Name, 1);
            throw ProblemException.Unavailable(exception.Message, s_retryAfter);
        }
        telemetry.Accepted(schema.Contract.Name, 1);
        await AcceptedAnswer.WriteAsync(context.Response, schema.UserIdOf(record));
    }

    /// <summary>Answers a request with many events: a JSON array, or a JSON text a line.</summary>
    public async Task HandleBatchAsync(HttpContext context)
    {
        BatchItem[] items;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = s_slowestBatch;
        using (var text = await RequestText.ReadAsync(context, MaxBatchBytes, [MediaTypes.Json, .. MediaTypes.JsonLines], memory))
        {
            var isLines = MediaTypes.JsonLines.Any(type => context.Request.ContentType!.StartsWith(type, StringComparison.OrdinalIgnoreCase));
            items = await PublishAsync(ReadItems(text.Bytes.Span, isLines));
        }
        await AnswerAsync(context, items);
    }

    private TRecord Read(HttpContext context, ReadOnlySpan<byte> json)
    {
        EventVerdict<TRecord> verdict;
        try
        {
            verdict = schema.Read(json, out var unknownFields);
            telemetry.Unknown(schema.Contract.Name, unknownFields);
        }
        catch (JsonException exception)
        {
            telemetry.Rejected(context, schema.Contract.Name, [[FieldError.Malformed(exception)]], isAll: true);
            throw ProblemException.Malformed(exception);
        }
        if (verdict.Record is { } record)
            return record;
        telemetry.Rejected(context, schema.Contract.Name, [verdict.Errors], isAll: true);
        throw ProblemException.RulesBroken(verdict.Errors, $"The {schema.Singular} is not accepted: {verdict.Reason}.");
    }

    private List<EventVerdict<TRecord>> ReadItems(ReadOnlySpan<byte> text, bool isLines)
    {
        var verdicts = new List<EventVerdict<TRecord>>();
        var unknownFields = 0;
        if (isLines)
        {
            foreach (var line in BatchText.SplitLines(text, MaxBatchItems))
                verdicts.Add(ReadLine(text[line], ref unknownFields));
        }
        else
        {
            BatchText.ReadArray(text, MaxBatchItems, BatchText.EventDepth, (json, ref reader) =>
            {
                verdicts.Add(schema.Read(json, ref reader, out var unknown));
                unknownFields += unknown;
            });
        }
        telemetry.Unknown(schema.Contract.Name, unknownFields);
        return verdicts;
    }

    private async Task<BatchItem[]> PublishAsync(List<EventVerdict<TRecord>> verdicts)
    {
        var items = new BatchItem[verdicts.Count];
        var records = new List<(int Index, TRecord Record)>(verdicts.Count);
        for (var i = 0; i < items.Length; i++)
        {
            if (verdicts[i].Record is { } record)
                records.Add((i, record));
            else
                items[i] = new BatchItem { Status = BatchItem.Rejected, Errors = verdicts[i].Errors };
        }
        var publishing = log.PublishEach([.. records.Select(record => ToMessage(record.Record))]);
        // One by one only when all are done: to wait for each would be to go to sleep and wake for each.
        await ((Task)Task.WhenAll(publishing)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < publishing.Count; i++)
            items[records[i].Index] = await ConcludeAsync(publishing[i], records[i].Record);
        return items;
    }

    private EventVerdict<TRecord> ReadLine(ReadOnlySpan<byte> json, ref int unknownFields)
    {
        try
        {
            var verdict = schema.Read(json, out var unknown);
            unknownFields += unknown;
            return verdict;
        }
        catch (JsonException exception)
        {
            return new EventVerdict<TRecord>(null, [FieldError.Malformed(exception)]);
        }
    }

    private async ValueTask<BatchItem> ConcludeAsync(Task<EventPosition> publishing, TRecord record)
    {
        try
        {
            await publishing;
            return new BatchItem { Status = BatchItem.Accepted, UserId = schema.UserIdOf(record) };
        }
        catch (EventLogUnavailableException exception)
        {
            return new BatchItem { Status = BatchItem.Unavailable, Errors = [new FieldError("", null, exception.Message)] };
        }
    }

    private async Task AnswerAsync(HttpContext context, BatchItem[] items)
    {
        var accepted = items.Count(item => item.Status == BatchItem.Accepted);
        var unavailable = items.Count(item => item.Status == BatchItem.Unavailable);
        telemetry.Accepted(schema.Contract.Name, accepted);
        telemetry.Unavailable(schema.Contract.Name, unavailable);
        telemetry.Rejected(
            context, schema.Contract.Name, [.. items.Where(item => item.Status == BatchItem.Rejected).Select(item => item.Errors!)], isAll: accepted + unavailable == 0);
        if (accepted == 0 && unavailable > 0)
        {
            var reason = items.First(item => item.Status == BatchItem.Unavailable).Errors![0].Rule;
            throw new ProblemException(StatusCodes.Status503ServiceUnavailable, "Try again later", reason) { RetryAfter = s_retryAfter, Items = items };
        }
        if (accepted == 0)
        {
            var detail = items.Length == 0 ? "The batch is empty." : $"No {schema.Singular} of the batch is accepted.";
            throw new ProblemException(StatusCodes.Status422UnprocessableEntity, "Rules broken", detail) { Items = items };
        }
        context.Response.StatusCode = accepted == items.Length ? StatusCodes.Status201Created : StatusCodes.Status207MultiStatus;
        await context.Response.WriteAsJsonAsync(
            new BatchAnswer(accepted, items.Length - accepted, items), ApiJson.Readable.BatchAnswer, cancellationToken: context.RequestAborted);
    }

    private EventMessage ToMessage(TRecord record) =>
        new(schema.Topic, schema.UserIdOf(record).ToString(CultureInfo.InvariantCulture), schema.ToJson(record));
}
