namespace RecoMart.Consumer.Staging;

/// <summary>What an answer of the API, or its absence, asks for.</summary>
internal enum StagingAnswerKind
{
    /// <summary>Every event has its verdict.</summary>
    Judged,

    /// <summary>Nothing is known; the same request, later.</summary>
    Away,

    /// <summary>The key is wrong: somebody has to change a setting. Until then as <see cref="Away"/>.</summary>
    KeyRefused,

    /// <summary>The API will never take this request. One of its events is to blame.</summary>
    RequestRefused,
}
