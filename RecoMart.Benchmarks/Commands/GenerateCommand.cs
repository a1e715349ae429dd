using System.CommandLine;
using RecoMart.Benchmarks.Generation;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>generate</c>: files of any size, and the sample in the repository.</summary>
internal static class GenerateCommand
{
    public static Command Create() => new("generate", "Makes realistic input files; the same seed always makes the same bytes.")
    {
        CreateSized("transactions", "Events of many shopping sessions, as CSV.", (output, rows, seed, dirty) =>
            TransactionGenerator.Write(output, new TransactionOptions { Rows = rows, Seed = seed, DirtyShare = dirty })),
        CreateSized("users", "A user list, as CSV.", (output, rows, seed, dirty) =>
            UserGenerator.Write(output, new UserOptions { Rows = rows, Seed = seed, DirtyShare = dirty })),
        CreateSized("products", "A catalogue, as JSON.", (output, rows, seed, dirty) =>
            ProductGenerator.Write(output, new ProductOptions { Rows = rows, Seed = seed, DirtyShare = dirty })),
        CreateSample(),
    };

    private static Command CreateSized(string name, string description, Action<Stream, long, ulong, double> write)
    {
        var rows = new Option<long>("--rows") { Description = "How many rows.", Required = true };
        var output = new Option<FileInfo>("--output") { Description = "The file to write.", Required = true };
        var seed = new Option<ulong>("--seed") { Description = "Another seed makes another file.", DefaultValueFactory = _ => 1 };
        var dirty = new Option<double>("--dirty") { Description = "The share of dirty rows, 0 to 1.", DefaultValueFactory = _ => 0.002 };
        rows.Validators.Add(result =>
        {
            if (result.GetValue(rows) < 0)
                result.AddError("--rows: not below 0.");
        });
        dirty.Validators.Add(result =>
        {
            if (result.GetValue(dirty) is not (>= 0 and <= 1))
                result.AddError("--dirty: a share from 0 to 1, such as 0.002.");
        });
        var command = new Command(name, description) { rows, output, seed, dirty };
        command.SetAction(parsed =>
        {
            using var file = parsed.GetRequiredValue(output).Create();
            write(file, parsed.GetValue(rows), parsed.GetValue(seed), parsed.GetValue(dirty));
        });
        return command;
    }

    private static Command CreateSample()
    {
        var output = new Option<DirectoryInfo>("--output") { Description = "The folder to write into.", Required = true };
        var command = new Command("sample", "Makes the small sample that lies in the repository's data folder.") { output };
        command.SetAction(parsed => SampleData.Write(parsed.GetRequiredValue(output).FullName));
        return command;
    }
}
