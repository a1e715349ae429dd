using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace RecoMart.Api.Events;

/// <summary>Looks whether text is UTF-8: the JSON reader does so only for values that somebody asks for.</summary>
internal static class Utf8Text
{
    /// <exception cref="JsonException">It is not; with the place of the first wrong byte.</exception>
    public static void Require(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
            return;
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        var before = text[..at];
        throw new JsonException("The text is not UTF-8.", path: null, before.Count((byte)'\n'), at - (before.LastIndexOf((byte)'\n') + 1));
    }
}
