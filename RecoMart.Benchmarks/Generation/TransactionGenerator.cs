using System.Text;

namespace RecoMart.Benchmarks.Generation;

/// <summary>
/// Writes a shop's event log as CSV: many sessions at a time, each a user who looks at popular items, puts some into the
/// cart and buys some of those. Memory is constant, whatever the number of rows.
/// </summary>
internal sealed class TransactionGenerator
{
    public const int FirstItem = 100;

    private const int OpenSessions = 512;
    private static readonly string[] Columns = ["user_id", "item_id", "view_mode", "rating", "timestamp"];
    private static readonly byte[][] Modes = ["view"u8.ToArray(), "add_to_cart"u8.ToArray(), "purchase"u8.ToArray()];

    private readonly TransactionOptions _options;
    private readonly SeededRandom _random;
    private readonly ZipfSampler _items;
    private readonly Session[] _sessions = new Session[OpenSessions];
    private readonly Utf8Buffer _buffer;
    private readonly byte[] _newLine;
    private readonly byte[] _date = new byte[10];
    private readonly byte[] _offset;
    private readonly byte _delimiter;
    private long _dateNumber = -1;
    private long _dirtyRows;

    private TransactionGenerator(Stream output, TransactionOptions options)
    {
        _options = options;
        _random = new SeededRandom(options.Seed);
        _items = new ZipfSampler(options.Items);
        _buffer = new Utf8Buffer(output);
        _newLine = Encoding.ASCII.GetBytes(options.Style.NewLine);
        _delimiter = (byte)options.Style.Delimiter;
        _offset = options.Style.OffsetHours is { } hours ? Encoding.ASCII.GetBytes($"+0{hours}:00") : [];
    }

    /// <summary>Writes a header and <see cref="TransactionOptions.Rows"/> rows.</summary>
    public static void Write(Stream output, TransactionOptions options) => new TransactionGenerator(output, options).Write();

    /// <summary>Writes a file, and has it on the disk: else the flushes of whoever is measured next would wait for it.</summary>
    public static void WriteFile(string path, TransactionOptions options)
    {
        using var file = File.Create(path);
        Write(file, options);
        file.Flush(flushToDisk: true);
    }

    private void Write()
    {
        foreach (ref var session in _sessions.AsSpan())
            Open(ref session);

        var dirtyBelow = (ulong)(_options.DirtyShare * uint.MaxValue);
        var gapBound = (int)Math.Max(1, 2 * _options.MeanGap.Ticks / TimeSpan.TicksPerMicrosecond);
        var clock = (_options.Start.Ticks / TimeSpan.TicksPerMicrosecond) + ((_options.Style.OffsetHours ?? 0) * 3_600_000_000L);

        _options.Style.AppendRow(_buffer, Columns);
        for (var row = 0L; row < _options.Rows; row++)
        {
            ref var session = ref _sessions[_random.Below(OpenSessions)];
            clock += 1 + _random.Below(gapBound);
            if (_random.Next() >> 32 < dirtyBelow)
                AppendDirty(session, clock);
            else
                AppendClean(session, clock);
            Advance(ref session);
        }

        _buffer.Flush();
    }

    private void Open(ref Session session)
    {
        // Squaring makes a few users much busier than the rest.
        var luck = _random.Next() >> 32;
        session.User = 1 + (int)((luck * luck >> 32) * (ulong)_options.Users >> 32);
        Look(ref session);
    }

    private void Look(ref Session session)
    {
        session.Item = FirstItem + _items.Next(_random);
        session.Mode = 0;
    }

    // Two in five views lead into the cart, three in five carts to a purchase; then the user looks further or leaves.
    private void Advance(ref Session session)
    {
        var goesOn = session.Mode switch { 0 => _random.Chance(400), 1 => _random.Chance(600), _ => false };
        if (goesOn)
            session.Mode++;
        else if (_random.Chance(800))
            Look(ref session);
        else
            Open(ref session);
    }

    private void AppendClean(in Session session, long clock)
    {
        _buffer.BeginRow();
        _buffer.Append(session.User);
        _buffer.Append(_delimiter);
        _buffer.Append(session.Item);
        _buffer.Append(_delimiter);
        _buffer.Append(Modes[session.Mode]);
        _buffer.Append(_delimiter);
        if (Rating(session.Mode) is var rating and > 0)
            _buffer.Append((byte)('0' + rating));
        _buffer.Append(_delimiter);
        AppendTime(clock);
        _buffer.Append(_newLine);
    }

    // Strings, for the few rows that need them: any damage can be described in one line (TransactionDirt).
    private void AppendDirty(in Session session, long clock)
    {
        var time = new DateTime(clock * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
        string[] cells =
        [
            $"{session.User}", $"{session.Item}", Encoding.ASCII.GetString(Modes[session.Mode]), $"{1 + _random.Below(5)}",
            time.ToString($"yyyy-MM-dd'{_options.Style.TimeSeparator}'HH:mm:ss.ffffff", null) + Encoding.ASCII.GetString(_offset),
        ];
        var kind = (int)(_dirtyRows++ % TransactionDirt.Kinds.Count);
        _options.Style.AppendRow(_buffer, TransactionDirt.Kinds[kind].Apply(cells));
    }

    // 0 = not rated. Who buys is happier than who only looks.
    private int Rating(int mode)
    {
        if (_random.Chance(100))
            return 0;
        var stars = 1 + _random.Below(5);
        return mode == 2 && stars < 3 ? stars + 2 : stars;
    }

    private void AppendTime(long clock)
    {
        var (date, inDay) = Math.DivRem(clock, 86_400_000_000L);
        if (date != _dateNumber)
        {
            _dateNumber = date;
            Encoding.ASCII.GetBytes($"{DateOnly.FromDayNumber((int)date):yyyy-MM-dd}", _date);
        }

        var seconds = (int)(inDay / 1_000_000);
        _buffer.Append(_date);
        _buffer.Append((byte)_options.Style.TimeSeparator);
        _buffer.AppendPadded(seconds / 3600, 2);
        _buffer.Append((byte)':');
        _buffer.AppendPadded(seconds / 60 % 60, 2);
        _buffer.Append((byte)':');
        _buffer.AppendPadded(seconds % 60, 2);
        _buffer.Append((byte)'.');
        _buffer.AppendPadded((int)(inDay % 1_000_000), 6);
        _buffer.Append(_offset);
    }

    private struct Session
    {
        public int User;
        public int Item;
        public int Mode;
    }
}
