using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using RecoMart.Storage.Contract;

namespace RecoMart.Api.Events;

/// <summary>
/// Reads events of one kind from JSON by the field contract, and writes them for the log. What JSON can say exactly must be said so: an
/// integer is a number, not a string. Otherwise the contract's leniency holds: <c>17850.0</c>, <c>" female "</c>, a date alone.
/// </summary>
/// <typeparam name="TRecord">The record's type.</typeparam>
internal abstract class EventSchema<TRecord>
    where TRecord : class
{
    private const int MaxShownBytes = 100;

    // More than any event takes.
    private const int MaxJsonBytes = 256;

    private readonly Field[] _fields;
    private readonly byte[][] _names;
    private readonly (byte[] Text, string Word)[][] _words;
    private readonly bool[] _required;

    protected EventSchema(SourceContract contract, string topic, string singular, params string[] required)
    {
        Contract = contract;
        Topic = topic;
        Singular = singular;
        _fields = [.. contract.Fields];
        _names = [.. contract.Fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
        _words = [.. contract.Fields.Select(field => field.AllowedValues.Select(word => (Encoding.UTF8.GetBytes(word), word)).ToArray())];
        _required = [.. contract.Fields.Select(field => required.Contains(field.Name))];
    }

    public SourceContract Contract { get; }

    /// <summary>The topic the events go to.</summary>
    public string Topic { get; }

    /// <summary>What one of them is called.</summary>
    public string Singular { get; }

    public abstract long UserIdOf(TRecord record);

    /// <summary>Reads one event.</summary>
    /// <param name="json">One JSON value, UTF-8, and nothing else.</param>
    /// <param name="unknownFields">How many of its fields the contract does not know.</param>
    /// <returns>The event, or what is wrong with it.</returns>
    /// <exception cref="JsonException">That is not JSON.</exception>
    public EventVerdict<TRecord> Read(ReadOnlySpan<byte> json, out int unknownFields)
    {
        Utf8Text.Require(json);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var verdict = Read(json, ref reader, out unknownFields);
        // Anything behind it is not JSON.
        reader.Read();
        return verdict;
    }

    /// <summary>Reads one event of several.</summary>
    /// <param name="json">The JSON text, UTF-8.</param>
    /// <param name="reader">Of that text, at the first token of the event; it is left at the last one.</param>
    /// <param name="unknownFields">How many of its fields the contract does not know.</param>
    /// <returns>The event, or what is wrong with it.</returns>
    /// <exception cref="JsonException">That is not JSON.</exception>
    public EventVerdict<TRecord> Read(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, out int unknownFields)
    {
        unknownFields = 0;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return new EventVerdict<TRecord>(null, [new FieldError("", Show(json[start..(int)reader.BytesConsumed]), "not a JSON object")]);
        }
        var row = new FieldValues();
        var values = row[.._fields.Length];
        values.Fill(new FieldValue { Status = CellStatus.Null });
        List<FieldError>? errors = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = IndexOf(ref reader);
            reader.Read();
            if (index < 0)
            {
                unknownFields++;
                reader.Skip();
                continue;
            }
            var start = (int)reader.TokenStartIndex;
            var value = ReadValue(ref reader, index);
            if (values[index].IsNamed)
                (errors ??= []).Add(new FieldError(_fields[index].Name, Show(json[start..(int)reader.BytesConsumed]), "stands twice"));
            else if (value.Status > CellStatus.Null)
                (errors ??= []).Add(new FieldError(_fields[index].Name, Show(json[start..(int)reader.BytesConsumed]), _fields[index].Explain(value.Status)));
            value.IsNamed = true;
            values[index] = value;
        }
        for (var i = 0; i < values.Length; i++)
        {
            if (_required[i] && values[i].Status == CellStatus.Null)
                (errors ??= []).Add(new FieldError(_fields[i].Name, null, _fields[i].Explain(CellStatus.Null)));
        }
        return errors is null ? new EventVerdict<TRecord>(Make(values), []) : new EventVerdict<TRecord>(null, errors);
    }

    /// <summary>Writes an event as it stands in the log.</summary>
    /// <param name="record">The event.</param>
    /// <returns>UTF-8 JSON.</returns>
    public ReadOnlyMemory<byte> ToJson(TRecord record)
    {
        Span<byte> json = stackalloc byte[MaxJsonBytes];
        return TryWrite(record, json, out var length)
            ? json[..length].ToArray()
            : throw new InvalidOperationException($"A {Singular} has more than {MaxJsonBytes} bytes.");
    }

    /// <summary>Writes an event. It has numbers, instants and the contract's words, none of which JSON would have to escape.</summary>
    /// <returns>Whether there is room for it.</returns>
    protected abstract bool TryWrite(TRecord record, Span<byte> json, out int length);

    protected abstract TRecord Make(ReadOnlySpan<FieldValue> values);

    private int IndexOf(ref Utf8JsonReader reader)
    {
        try
        {
            for (var i = 0; i < _names.Length; i++)
            {
                if (reader.ValueTextEquals(_names[i]))
                    return i;
            }
            return -1;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, which no name of ours has.
            return -1;
        }
    }

    private FieldValue ReadValue(ref Utf8JsonReader reader, int index)
    {
        var field = _fields[index];
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return new FieldValue { Status = CellStatus.Null };
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                reader.Skip();
                return new FieldValue { Status = CellStatus.Nested };
            case JsonTokenType.Number when field.Type is FieldType.Int64 or FieldType.Int32:
                return ReadInteger(reader.ValueSpan, field);
            case JsonTokenType.String when field.Type is FieldType.Text or FieldType.Timestamp:
                return ReadText(ref reader, index);
            default:
                return new FieldValue { Status = MismatchOf(field) };
        }
    }

    private static FieldValue ReadInteger(ReadOnlySpan<byte> text, Field field)
    {
        var status = FieldParser.ParseInt64(text, out var number);
        if (status == CellStatus.Value && field.Type == FieldType.Int32 && number != (int)number)
            status = CellStatus.IntegerOutOfRange;
        if (status == CellStatus.Value && (number < field.Minimum || number > field.Maximum))
            status = CellStatus.RuleBroken;
        return new FieldValue { Status = status, Number = number };
    }

    private FieldValue ReadText(ref Utf8JsonReader reader, int index)
    {
        if (!reader.ValueIsEscaped)
            return ParseText(reader.ValueSpan, index);
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            return ParseText(buffer.AsSpan(0, reader.CopyString(buffer)), index);
        }
        catch (InvalidOperationException)
        {
            return new FieldValue { Status = CellStatus.NotText };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private FieldValue ParseText(ReadOnlySpan<byte> text, int index)
    {
        text = FieldParser.Trim(text);
        if (_fields[index].Type == FieldType.Timestamp)
            return new FieldValue { Status = FieldParser.ParseTimestamp(text, out var micros), Number = micros };
        // Nearly always a word as it should be: nothing to convert.
        foreach (var (bytes, word) in _words[index])
        {
            if (text.SequenceEqual(bytes))
                return new FieldValue { Status = CellStatus.Value, Text = word };
        }
        if (FieldParser.IsNull(text))
            return new FieldValue { Status = CellStatus.Null };
        var canonical = _fields[index].Canonicalize(Encoding.UTF8.GetString(text));
        return new FieldValue { Status = canonical is null ? CellStatus.RuleBroken : CellStatus.Value, Text = canonical };
    }

    private static CellStatus MismatchOf(Field field) => field.Type switch
    {
        FieldType.Int64 or FieldType.Int32 => CellStatus.NotAnInteger,
        FieldType.Timestamp => CellStatus.NotATimestamp,
        _ => CellStatus.NotText,
    };

    private static string Show(ReadOnlySpan<byte> json)
    {
        if (json.Length <= MaxShownBytes)
            return Encoding.UTF8.GetString(json);
        var end = MaxShownBytes;
        while ((json[end] & 0xC0) == 0x80)
            end--;
        return Encoding.UTF8.GetString(json[..end]) + "…";
    }

    // No contract has more fields.
    [InlineArray(8)]
    private struct FieldValues
    {
        private FieldValue _first;
    }
}
