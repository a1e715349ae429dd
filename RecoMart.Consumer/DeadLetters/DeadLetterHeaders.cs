namespace RecoMart.Consumer.DeadLetters;

/// <summary>The headers a dead letter has in addition to those of the event it was. Their values are text.</summary>
internal static class DeadLetterHeaders
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "dead-letter-";

    /// <summary>Why it can't be staged.</summary>
    public const string Reason = Prefix + "reason";

    /// <summary>The topic it was read from.</summary>
    public const string Topic = Prefix + "topic";

    /// <summary>The identity of that topic.</summary>
    public const string Log = Prefix + "log";

    /// <summary>The partition it was read from.</summary>
    public const string Partition = Prefix + "partition";

    /// <summary>Its offset there.</summary>
    public const string Offset = Prefix + "offset";

    /// <summary>When it was given up: ISO 8601, UTC.</summary>
    public const string Time = Prefix + "time";

    /// <summary>The value's length in bytes, where only its beginning is kept because the log takes no more.</summary>
    public const string TruncatedFrom = Prefix + "truncated-from";
}
