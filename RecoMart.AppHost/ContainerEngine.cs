using System.ComponentModel;
using System.Diagnostics;

namespace RecoMart.AppHost;

/// <summary>Looks for a container engine that works. Without one Aspire only warns, and whatever waits for a container waits for ever.</summary>
internal static class ContainerEngine
{
    /// <summary>Aspire's own setting for which one it uses.</summary>
    public const string Setting = "ASPIRE_CONTAINER_RUNTIME";

    // An engine whose daemon hangs does not answer at all.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>The first engine that answers.</summary>
    /// <param name="only">The one that was asked for; null: docker, else podman.</param>
    /// <returns>Its name, or null.</returns>
    public static string? Find(string? only) =>
        (string.IsNullOrWhiteSpace(only) ? ["docker", "podman"] : new[] { only }).FirstOrDefault(Answers);

    private static bool Answers(string engine)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(engine, "info")
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(s_timeout))
                return process.ExitCode == 0;
            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            // It is not installed.
            return false;
        }
    }
}
