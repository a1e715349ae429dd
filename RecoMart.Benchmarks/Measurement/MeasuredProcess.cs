using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RecoMart.Benchmarks.Measurement;

/// <summary>Runs a program as its own process and measures the whole of it.</summary>
internal static class MeasuredProcess
{
    private const int Interrupted = 4;

    // glibc's posix_spawn_file_actions_t takes 80 bytes; it is opaque to us.
    private const int FileActionsBytes = 256;

    private static readonly string s_dotnet = Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet";

    /// <summary>Runs <c>dotnet</c> with <paramref name="arguments"/> and waits for its end.</summary>
    /// <param name="arguments">The assembly and its arguments.</param>
    /// <param name="environment">Variables on top of ours.</param>
    /// <exception cref="InvalidOperationException">It could not be started, or its exit code is not 0.</exception>
    /// <exception cref="PlatformNotSupportedException">Not on 64-bit Linux, where the usage counters are defined as we read them.</exception>
    public static ProcessRun RunDotnet(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        Run([s_dotnet, .. arguments], environment);

    /// <summary>What starts a program: it alone, or <c>dotnet</c> and its assembly where it has one.</summary>
    /// <param name="path">The program's file, or its assembly.</param>
    public static string[] CommandOf(string path)
    {
        var assembly = path.EndsWith(".dll", StringComparison.Ordinal) ? path : $"{path}.dll";
        return File.Exists(assembly) ? [s_dotnet, assembly] : [path];
    }

    /// <summary>Runs a program and waits for its end.</summary>
    /// <param name="command">The program, by its name or its path, and its arguments.</param>
    /// <param name="environment">Variables on top of ours.</param>
    /// <exception cref="InvalidOperationException">It could not be started, or its exit code is not 0.</exception>
    /// <exception cref="PlatformNotSupportedException">Not on 64-bit Linux, where the usage counters are defined as we read them.</exception>
    public static ProcessRun Run(string[] command, IReadOnlyDictionary<string, string> environment)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            throw new PlatformNotSupportedException("CPU time and peak memory of a finished process are read through wait4 of 64-bit Linux; run this scenario there.");

        string output = Path.GetTempFileName(), errors = Path.GetTempFileName();
        try
        {
            var ownPeak = PeakWatcher.PeakOf("self");
            var watch = Stopwatch.StartNew();
            var pid = Start(command, environment, output, errors);
            using var watcher = new PeakWatcher(pid);
            var (exitCode, usage) = Await(pid);
            watch.Stop();
            if (exitCode != 0)
                throw new InvalidOperationException($"'{string.Join(' ', command)}' ended with exit code {exitCode}:\n{File.ReadAllText(errors)}{File.ReadAllText(output)}");

            // Until it becomes the new program, a spawned process shares our memory, and the kernel books our peak as its
            // own. So the kernel's figure counts only above ours; below it the watcher's does.
            var kernel = usage.MaxResidentKilobytes * 1024;
            return new ProcessRun(watch.Elapsed, CpuOf(usage), kernel > ownPeak ? kernel : watcher.PeakBytes, File.ReadAllText(output));
        }
        finally
        {
            File.Delete(output);
            File.Delete(errors);
        }
    }

    private static int Start(string[] command, IReadOnlyDictionary<string, string> environment, string output, string errors)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(entry => !environment.ContainsKey((string)entry.Key))
            .Select(entry => $"{entry.Key}={entry.Value}")
            .Concat(environment.Select(entry => $"{entry.Key}={entry.Value}"));
        var actions = Marshal.AllocHGlobal(FileActionsBytes);
        try
        {
            const uint ownerOnly = 0x180;
            Check(LibC.InitFileActions(actions));
            Check(LibC.AddOpen(actions, 1, output, LibC.WriteCreateTruncate, ownerOnly));
            Check(LibC.AddOpen(actions, 2, errors, LibC.WriteCreateTruncate, ownerOnly));
            Check(LibC.Spawn(out var pid, command[0], actions, 0, [.. command, null], [.. variables, null]));
            Check(LibC.DestroyFileActions(actions));
            return pid;
        }
        finally
        {
            Marshal.FreeHGlobal(actions);
        }

        void Check(int error)
        {
            if (error != 0)
                throw new InvalidOperationException($"'{command[0]}' could not be started: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    private static (int ExitCode, LibC.Usage Usage) Await(int pid)
    {
        while (true)
        {
            if (LibC.Wait(pid, out var status, 0, out var usage) == pid)
            {
                var signal = status & 0x7F;
                return (signal == 0 ? (status >> 8) & 0xFF : 128 + signal, usage);
            }

            if (Marshal.GetLastPInvokeError() is var error and not Interrupted)
                throw new InvalidOperationException($"Waiting for process {pid} failed: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    private static TimeSpan CpuOf(LibC.Usage usage) =>
        TimeSpan.FromSeconds(usage.UserSeconds + usage.SystemSeconds) + TimeSpan.FromMicroseconds(usage.UserMicroseconds + usage.SystemMicroseconds);
}
