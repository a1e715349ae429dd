using System.Text;

namespace RecoMart.Benchmarks.Generation;

/// <summary>Writes a user list as CSV.</summary>
internal static class UserGenerator
{
    private static readonly string[] Columns = ["user_id", "age", "gender", "device"];
    private static readonly string[] Genders = ["M", "F"];

    // Listed as often as they occur among ten users.
    private static readonly string[] Devices =
        ["Mobile", "Mobile", "Mobile", "Mobile", "Mobile", "Desktop", "Desktop", "Desktop", "Tablet", "Tablet"];

    /// <summary>Writes a header and <see cref="UserOptions.Rows"/> rows.</summary>
    public static void Write(Stream output, UserOptions options)
    {
        var random = new SeededRandom(options.Seed);
        var buffer = new Utf8Buffer(output);
        var delimiter = (byte)options.Style.Delimiter;
        var newLine = Encoding.ASCII.GetBytes(options.Style.NewLine);
        var genders = Genders.Select(Encoding.ASCII.GetBytes).ToArray();
        var devices = Devices.Select(Encoding.ASCII.GetBytes).ToArray();
        var dirtyBelow = (ulong)(options.DirtyShare * uint.MaxValue);
        var dirtyRows = 0;

        options.Style.AppendRow(buffer, Columns);
        for (var row = 0L; row < options.Rows; row++)
        {
            // The mean of two draws: few very young, few very old.
            var age = 16 + ((random.Below(56) + random.Below(56)) / 2);
            int gender = random.Below(genders.Length), device = random.Below(devices.Length);
            if (random.Next() >> 32 < dirtyBelow)
            {
                string[] cells = [$"{options.FirstUser + row}", $"{age}", Genders[gender], Devices[device]];
                options.Style.AppendRow(buffer, UserDirt.Kinds[dirtyRows++ % UserDirt.Kinds.Count].Apply(cells));
                continue;
            }

            buffer.BeginRow();
            buffer.Append(options.FirstUser + row);
            buffer.Append(delimiter);
            buffer.Append(age);
            buffer.Append(delimiter);
            buffer.Append(genders[gender]);
            buffer.Append(delimiter);
            buffer.Append(devices[device]);
            buffer.Append(newLine);
        }

        buffer.Flush();
    }
}
