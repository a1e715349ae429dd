using RecoMart.ServiceDefaults;
using RecoMart.Storage.Lake;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Commands;

/// <summary>What the commands that look at a lake have in common.</summary>
internal static class LakeView
{
    /// <summary>Makes sure that there is a lake, and that it is in order after a crash.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static void RequireLake(CommandContext context)
    {
        if (!context.Lake.Exists)
        {
            throw new DirectoryNotFoundException(
                $"there is no lake at {context.Lake.BasePath}; run ingest first, or name another with --storage-base");
        }
        context.Lake.RecoverIfIdle();
    }

    /// <summary>Writes what is wrong with the lake, a line each.</summary>
    public static void WriteProblems(IAnsiConsole console, IReadOnlyList<LakeProblem> problems)
    {
        foreach (var problem in problems)
            console.MarkupLineInterpolated($"[red]{PlainText.Escape(problem.Path)}[/] {PlainText.Escape(problem.Problem)}");
    }
}
