using System.Buffers;
using System.Text.Json;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Staging;

/// <summary>What of a staging file is committed, written beside it after every batch: always as a whole, always after the rows it speaks of.</summary>
/// <param name="Length">How many bytes of the active file are committed. What follows was being written when its writer ended.</param>
/// <param name="Part">The number the active file will be sealed under; it is never the number of two files.</param>
/// <param name="NextOffsets">For each partition the offset after the last one staged.</param>
/// <remarks>
/// Offsets of a log that is gone stay for ever: nobody can tell it from one that is only away, such as the embedded log while somebody
/// tries Kafka, and to forget that one would be to stage its events again when it is back. They are a hundred bytes or so for each
/// partition, and more come only when a person makes a topic or a log anew.
/// </remarks>
public sealed record StagingJournal(long Length, int Part, IReadOnlyDictionary<LogPartition, long> NextOffsets)
{
    private const int Version = 1;

    /// <summary>How much of a source's active staging file may be read.</summary>
    /// <param name="folder">The folder of the staging files.</param>
    /// <param name="contract">The source.</param>
    /// <returns>The length in bytes, or null where no journal says.</returns>
    /// <exception cref="InvalidDataException">There is a journal, and it can't be understood.</exception>
    public static long? CommittedLength(string folder, SourceContract contract) => Read(new StagingNames(folder, contract).Journal)?.Length;

    internal static StagingJournal? Read(string path)
    {
        // Mostly there is none, and an exception would be a fiftieth of the time of a small run.
        if (!File.Exists(path))
            return null;
        try
        {
            return Parse(path, File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    internal static StagingJournal Parse(string path, byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version)
                throw new InvalidDataException($"{path} was written by another version of RecoMart; update this one.");
            var offsets = new Dictionary<LogPartition, long>();
            foreach (var entry in root.GetProperty("next_offsets").EnumerateArray())
            {
                var partition = new LogPartition(
                    entry.GetProperty("log").GetString()!, entry.GetProperty("topic").GetString()!, entry.GetProperty("partition").GetInt32());
                offsets[partition] = entry.GetProperty("next").GetInt64();
            }
            return new StagingJournal(root.GetProperty("committed_length").GetInt64(), root.GetProperty("part").GetInt32(), offsets);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"{path} is damaged, so nobody knows what its staging file holds already: restore it, or move both files away to begin anew.",
                exception);
        }
    }

    internal byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteNumber("committed_length", Length);
            json.WriteNumber("part", Part);
            json.WriteStartArray("next_offsets");
            foreach (var (partition, next) in NextOffsets)
            {
                json.WriteStartObject();
                json.WriteString("log", partition.Log);
                json.WriteString("topic", partition.Topic);
                json.WriteNumber("partition", partition.Partition);
                json.WriteNumber("next", next);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
