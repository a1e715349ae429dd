namespace RecoMart.Consumer.Staging;

/// <summary>What came of a request to the API.</summary>
/// <param name="Kind">What is to be done now.</param>
/// <param name="Reason">What is wrong, in a few words; empty for <see cref="StagingAnswerKind.Judged"/>.</param>
/// <param name="Verdicts">For each event of the request, in its order; none unless it was judged.</param>
/// <param name="ErrorType">What is wrong, as one of few: a status code, an exception, <c>timeout</c>; empty for <see cref="StagingAnswerKind.Judged"/>.</param>
internal sealed record StagingAnswer(StagingAnswerKind Kind, string Reason, IReadOnlyList<StagingVerdict> Verdicts, string ErrorType)
{
    public static StagingAnswer Judged(IReadOnlyList<StagingVerdict> verdicts) => new(StagingAnswerKind.Judged, "", verdicts, "");

    public static StagingAnswer Failed(StagingAnswerKind kind, string reason, string errorType) => new(kind, reason, [], errorType);
}
