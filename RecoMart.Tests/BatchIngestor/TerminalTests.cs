using RecoMart.Benchmarks.Generation;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>What somebody sees who sits before a terminal; one is made with util-linux' <c>script</c>.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly IngestorWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [SkippableFact]
    public async Task A_terminal_shows_a_bar_with_rows_per_second_then_warnings_and_tables_but_no_log_lines()
    {
        // Rows enough that the bar is drawn again.
        using (var file = File.Create(_workspace.Combine("data", "users.csv")))
            UserGenerator.Write(file, new UserOptions { Rows = 4_000_000, DirtyShare = 0 });

        var output = await RunAsync("ingest users");

        Assert.Matches(@"users: [0-9,]+ rows, [0-9,]+ rows/s", output);
        Assert.Contains("warning", output, StringComparison.Ordinal);
        Assert.Contains("user_id: not an integer: 1 row quarantined, first in users[red].csv, line 3: '\\u001b[2J'", Unwrapped(output), StringComparison.Ordinal);
        Assert.Contains("ingested", output, StringComparison.Ordinal);
        Assert.DoesNotContain(" info  ", output, StringComparison.Ordinal);
        // What the file holds would clear the screen.
        Assert.DoesNotContain("\u001b[2J", output, StringComparison.Ordinal);
        // The cursor that the bar hides is back.
        Assert.True(output.LastIndexOf("\u001b[?25h", StringComparison.Ordinal) > output.LastIndexOf("\u001b[?25l", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Json_on_a_terminal_is_json_alone()
    {
        var output = await RunAsync("ingest users --json 2>/dev/null");

        Assert.Equal(0, (int)new IngestorRun(0, output[output.IndexOf('{', StringComparison.Ordinal)..], "").Json["exit_code"]!);
        Assert.DoesNotContain("rows/s", output, StringComparison.Ordinal);
    }

    // A terminal breaks long lines and moves the cursor.
    private static string Unwrapped(string output) => string.Join(' ', output.Split((char[])['\r', '\n', ' '], StringSplitOptions.RemoveEmptyEntries));

    private async Task<string> RunAsync(string arguments)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "needs util-linux' script to make a terminal");
        _workspace.Write("users[red].csv", IngestorWorkspace.UserHeader + "1,20,M,Mobile\n\u001b[2J,20,M,Mobile\n");
        using var terminal = IngestorProcess.Start(
            "script", ["-qec", $"stty cols 200; {IngestorProcess.ShellCommand} {arguments}", "/dev/null"], _workspace.Root, ("TERM", "xterm-256color"));
        var run = await terminal.FinishAsync();
        Assert.Equal(0, run.ExitCode);
        return run.Output;
    }
}
