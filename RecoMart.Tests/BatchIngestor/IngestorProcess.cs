using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>The batch ingestor as a process of its own, as a user runs it, with a deadline.</summary>
internal sealed partial class IngestorProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private IngestorProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The command that starts the ingestor, before its arguments.</summary>
    public static string AssemblyPath { get; } = Path.Combine(AppContext.BaseDirectory, "RecoMart.BatchIngestor.dll");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts it in a folder, with only those RECOMART_ variables that are given.</summary>
    public static IngestorProcess Start(string folder, IEnumerable<string> arguments, params (string Name, string Value)[] variables) =>
        Start("dotnet", [AssemblyPath, .. arguments], folder, variables);

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
        return new IngestorRun(_process.ExitCode, await _output, await _error);
    }

    public void Signal(int signal)
    {
        if (SendSignal(_process.Id, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} could not be sent: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}
