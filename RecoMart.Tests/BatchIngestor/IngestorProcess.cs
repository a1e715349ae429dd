using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>The batch ingestor as a process of its own, as a user runs it, with a deadline.</summary>
internal sealed class IngestorProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = LibC.Terminate;
    public const int Continue = 18;
    public const int Stop = 19;

    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task _reading;
    private readonly Task<string> _error;

    private IngestorProcess(Process process)
    {
        _process = process;
        _reading = ReadOutputAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Another build of the ingestor than the one beside the tests, such as the program that <c>run.sh</c> makes; null for none.</summary>
    public static string? OtherBuild { get; } = Environment.GetEnvironmentVariable("RECOMART_TEST_INGESTOR");

    /// <summary>What starts the build beside the tests, before its arguments.</summary>
    public static string[] OwnCommand { get; } = MeasuredProcess.CommandOf(Path.Combine(AppContext.BaseDirectory, "RecoMart.BatchIngestor.dll"));

    /// <summary>What starts the ingestor, before its arguments: the other build where there is one.</summary>
    public static string[] Command { get; } = OtherBuild is null ? OwnCommand : MeasuredProcess.CommandOf(OtherBuild);

    /// <summary><see cref="Command"/> in a shell's words.</summary>
    public static string ShellCommand { get; } = string.Join(' ', Command.Select(word => $"'{word}'"));

    /// <summary>What it has written to standard output so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts it in a folder, with only those RECOMART_ variables that are given.</summary>
    public static IngestorProcess Start(string folder, IEnumerable<string> arguments, params (string Name, string Value)[] variables) =>
        Start(Command[0], [.. Command[1..], .. arguments], folder, variables);

    /// <summary>Starts it through another program, such as a shell.</summary>
    public static IngestorProcess Start(string program, IEnumerable<string> arguments, string folder, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("RECOMART_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new IngestorProcess(process);
    }

    /// <summary>Waits for its end; one that outlives the deadline is killed, and the test fails.</summary>
    public async Task<IngestorRun> FinishAsync()
    {
        using var deadline = new CancellationTokenSource(s_deadline);
        await _process.WaitForExitAsync(deadline.Token);
        await _reading.WaitAsync(deadline.Token);
        return new IngestorRun(_process.ExitCode, Output, await _error.WaitAsync(deadline.Token));
    }

    /// <summary>Waits until something has happened while the process runs; fails when it ends, or the deadline comes, before that.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > s_deadline)
                Assert.True(condition(), $"It did not happen. The process {(_process.HasExited ? "ended" : "runs still")} and said:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }
    }

    public void Signal(int signal)
    {
        if (LibC.Signal(_process.Id, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} could not be sent: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task ReadOutputAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_output)
                _output.Append(buffer, 0, count);
        }
    }
}
