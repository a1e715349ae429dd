namespace RecoMart.AppHost.Commands;

/// <summary>The command <i>Verify the lake</i>.</summary>
internal static class VerifyLake
{
    /// <summary>The command's name, as <c>aspire resource batch-ingestor</c> knows it.</summary>
    public const string Name = "verify-lake";

    /// <summary>Adds the command to the batch ingestor, whose own command line does the work.</summary>
    public static IResourceBuilder<ProjectResource> WithVerifyLakeCommand(this IResourceBuilder<ProjectResource> ingestor) =>
        ingestor.WithCommand(Name, "Verify the lake", context => RunAsync(ingestor.Resource, context), new CommandOptions
        {
            Description = "Checks every file of the lake against its metadata: size, MD5, schema, rows, nulls, statistics.",
            IconName = "ShieldCheckmark",
            Progress = new() { Message = "Every file is read …" },
        });

    private static async Task<ExecuteCommandResult> RunAsync(ProjectResource ingestor, ExecuteCommandContext context)
    {
        var ended = await IngestorProcess.RunAsync(ingestor, context, "verify");
        return Explain(ended.ExitCode, ended.Lines);
    }

    /// <summary>Says what the command line found.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="output">What it printed; the last line sums it up, and problems stand before it.</param>
    internal static ExecuteCommandResult Explain(int exitCode, IReadOnlyList<string> output)
    {
        var lines = output.Where(line => line.Length > 0).ToList();
        var summary = lines.Count > 0 ? lines[^1] : $"The check ended with exit code {exitCode} and said nothing.";
        return exitCode == 0
            ? CommandResults.Success(summary, summary, CommandResultFormat.Text)
            : CommandResults.Failure(summary, string.Join('\n', lines), CommandResultFormat.Text);
    }
}
