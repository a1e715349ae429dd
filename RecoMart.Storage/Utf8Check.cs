using System.Text;
using System.Text.Unicode;

namespace RecoMart.Storage;

/// <summary>Checks a stream of blocks for bytes that are not UTF-8; a character may be cut by the end of a block.</summary>
internal sealed class Utf8Check
{
    private readonly byte[] _pending = new byte[8];
    private int _pendingCount;

    /// <summary>Checks the next block.</summary>
    /// <param name="block">The bytes.</param>
    /// <returns>Where the first wrong byte is, or -1. May be negative still when the wrong character began in the block before.</returns>
    public int FindInvalid(ReadOnlySpan<byte> block)
    {
        var start = 0;
        if (_pendingCount > 0)
        {
            // Finish the character that the last block began: at most three more bytes.
            var carried = _pendingCount;
            while (start < block.Length && start < 3 && (block[start] & 0xC0) == 0x80)
                _pending[_pendingCount++] = block[start++];
            if (start == block.Length && IncompleteTail(_pending.AsSpan(0, _pendingCount)) == _pendingCount)
                return -1;
            var character = _pending.AsSpan(0, _pendingCount);
            _pendingCount = 0;
            if (!Utf8.IsValid(character))
                return Math.Max(0, start - carried);
        }
        var rest = block[start..];
        if (Ascii.IsValid(rest))
            return -1;
        var tail = IncompleteTail(rest);
        var whole = rest[..^tail];
        if (!Utf8.IsValid(whole))
            return start + IndexOfInvalid(whole);
        rest[^tail..].CopyTo(_pending);
        _pendingCount = tail;
        return -1;
    }

    /// <summary>Whether the input ends in the middle of a character.</summary>
    public bool EndsInsideCharacter => _pendingCount > 0;

    private static int IncompleteTail(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if ((b & 0xC0) == 0x80)
                continue;
            var length = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
            return length > back ? back : 0;
        }
        return 0;
    }

    private static int IndexOfInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
            at += consumed;
        return at;
    }
}
