using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RecoMart.Api.Endpoints;
using RecoMart.Api.Events;
using RecoMart.Api.Problems;
using RecoMart.Messaging.Telemetry;
using RecoMart.Storage.Staging;

namespace RecoMart.Api.Internal;

/// <summary>Takes events from the consumer and stages them: answered only when they are in the staging file, on disk.</summary>
internal sealed class StagingEndpoint<TRecord>(EventSchema<TRecord> schema, StagingWriter<TRecord> staging, ApiTelemetry telemetry)
    where TRecord : class
{
    public const int MaxBytes = 32 << 20;
    public const int MaxRecords = 10_000;

    // The event, and the record around it.
    private const int RecordDepth = BatchText.EventDepth + 1;

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);
    private static readonly StagedAnswer s_staged = new("staged");
    private static readonly StagedAnswer s_duplicate = new("duplicate");

    /// <summary>Answers a request with one record.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        using var text = await RequestText.ReadAsync(context, MaxBytes, [MediaTypes.Json]);
        var record = LogRecordReader.Read(text.Bytes.Span, .., mayBeBare: true, before: null, ApiTelemetry.Activities.HasListeners());
        var answer = (await StageAsync([record], text.Bytes, context.RequestAborted))[0];
        if (answer.Reason is { } reason)
            throw new ProblemException(StatusCodes.Status422UnprocessableEntity, "Rules broken", reason);
        await context.Response.WriteAsJsonAsync(answer, ApiJson.Readable.StagedAnswer, cancellationToken: context.RequestAborted);
    }

    /// <summary>Answers a request with a JSON array of records.</summary>
    public async Task HandleBatchAsync(HttpContext context)
    {
        using var text = await RequestText.ReadAsync(context, MaxBytes, [MediaTypes.Json]);
        var records = ReadAll(text.Bytes.Span);
        var answers = await StageAsync(records, text.Bytes, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new StagedBatchAnswer(answers), ApiJson.Readable.StagedBatchAnswer, cancellationToken: context.RequestAborted);
    }

    private static List<LogRecord> ReadAll(ReadOnlySpan<byte> text)
    {
        var ranges = BatchText.SplitArray(text, MaxRecords, RecordDepth);
        var records = new List<LogRecord>(ranges.Count);
        var isTraced = ApiTelemetry.Activities.HasListeners();
        LogPartition? before = null;
        foreach (var range in ranges)
        {
            var record = LogRecordReader.Read(text, range, mayBeBare: false, before, isTraced);
            records.Add(record);
            before = record.Partition;
        }
        return records;
    }

    private async Task<StagedAnswer[]> StageAsync(List<LogRecord> records, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var answers = new StagedAnswer[records.Count];
        var events = new List<StagedEvent<TRecord>>(records.Count);
        var indexes = new List<int>(records.Count);
        for (var i = 0; i < answers.Length; i++)
        {
            if (Read(text.Span[records[i].Value], out var rejected) is { } record)
            {
                events.Add(new StagedEvent<TRecord>(record, records[i].Partition, records[i].Offset));
                indexes.Add(i);
            }
            else
            {
                answers[i] = rejected!;
            }
        }
        using var spans = new StagingSpans(schema, records, indexes);
        IReadOnlyList<StagingOutcome> outcomes = [];
        try
        {
            if (events.Count > 0)
                outcomes = await staging.StageAsync(events, cancellationToken);
        }
        catch (StagingException exception)
        {
            spans.Fail(exception);
            throw ProblemException.Unavailable($"Staging is not possible: {exception.Message}", s_retryAfter);
        }
        for (var i = 0; i < outcomes.Count; i++)
            answers[indexes[i]] = outcomes[i] == StagingOutcome.Staged ? s_staged : s_duplicate;
        foreach (var outcome in answers.GroupBy(answer => answer.Status))
            telemetry.Staged(schema.Contract.Name, outcome.Key, outcome.Count());
        return answers;
    }

    private TRecord? Read(ReadOnlySpan<byte> json, out StagedAnswer? rejected)
    {
        try
        {
            var verdict = schema.Read(json, out var unknownFields);
            telemetry.Unknown(schema.Contract.Name, unknownFields);
            rejected = verdict.Record is null ? new StagedAnswer(BatchItem.Rejected, verdict.Reason) : null;
            return verdict.Record;
        }
        catch (JsonException exception)
        {
            rejected = new StagedAnswer(BatchItem.Rejected, FieldError.Malformed(exception).Reason);
            return null;
        }
    }

    /// <summary>A span for each event, in the event's own trace; the request's span links to them all.</summary>
    private sealed class StagingSpans : IDisposable
    {
        private readonly List<Activity> _spans = [];

        public StagingSpans(EventSchema<TRecord> schema, List<LogRecord> records, List<int> indexes)
        {
            if (!ApiTelemetry.Activities.HasListeners())
                return;
            var request = Activity.Current;
            foreach (var index in indexes)
            {
                if (!ActivityContext.TryParse(records[index].TraceParent, records[index].TraceState, isRemote: true, out var parent))
                    continue;
                request?.AddLink(new ActivityLink(parent));
                var span = ApiTelemetry.Activities.StartActivity($"stage {schema.Singular}", ActivityKind.Internal, parent);
                Activity.Current = request;
                if (span is null)
                    continue;
                span.SetTag(MessagingTelemetry.Destination, records[index].Partition?.Topic);
                span.SetTag(MessagingTelemetry.Partition, records[index].Partition?.Partition.ToString(CultureInfo.InvariantCulture));
                span.SetTag(MessagingTelemetry.Offset, records[index].Offset);
                _spans.Add(span);
            }
        }

        public void Fail(Exception exception)
        {
            foreach (var span in _spans)
            {
                span.SetStatus(ActivityStatusCode.Error, exception.Message);
                span.SetTag(MessagingTelemetry.ErrorType, exception.GetType().FullName);
            }
        }

        public void Dispose()
        {
            var request = Activity.Current;
            foreach (var span in _spans)
                span.Dispose();
            Activity.Current = request;
        }
    }
}
