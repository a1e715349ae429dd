using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RecoMart.Benchmarks.Measurement;

/// <summary>A web service as its own process, on a free port of this machine.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(30);

    // What would turn it into another service, or would have it send its telemetry somewhere.
    private static readonly string[] s_notInherited = ["RECOMART_", "ConnectionStrings", "ASPNETCORE_", "OTEL_", "EventLog"];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];

    private ServiceProcess(Process process, int port)
    {
        (_process, Port) = (process, port);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; }

    /// <summary>The processor time it has used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it, and waits until its <c>/health</c> answers 200.</summary>
    /// <param name="arguments">The assembly and its arguments, by the port it is to listen on.</param>
    /// <param name="folder">The folder it works in.</param>
    /// <param name="environment">Variables of its own, <c>ASPNETCORE_URLS</c> comes on top.</param>
    /// <exception cref="InvalidOperationException">It ended, or is not healthy in time.</exception>
    public static async Task<ServiceProcess> StartAsync(
        Func<string, IEnumerable<string>> arguments, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var port = FreePort();
        var url = $"http://127.0.0.1:{port}";
        var start = new ProcessStartInfo("dotnet", arguments(url))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => s_notInherited.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["ASPNETCORE_URLS"] = url;
        var service = new ServiceProcess(Process.Start(start)!, port);
        try
        {
            await service.UntilHealthyAsync(url);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _ = LibC.Signal(_process.Id, LibC.Terminate);
        using var deadline = new CancellationTokenSource(s_stopTimeout);
        await _process.WaitForExitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task UntilHealthyAsync(string url)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(5) };
        var start = Stopwatch.GetTimestamp();
        var state = "no answer";
        while (Stopwatch.GetElapsedTime(start) < s_startTimeout && !_process.HasExited)
        {
            try
            {
                using var response = await http.GetAsync(new Uri("/health", UriKind.Relative));
                if (response.IsSuccessStatusCode)
                    return;
                state = await response.Content.ReadAsStringAsync();
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                state = exception.Message;
            }
            await Task.Delay(50);
        }
        throw new InvalidOperationException(
            $"'{string.Join(' ', _process.StartInfo.ArgumentList)}' is not healthy ({(_process.HasExited ? "it has ended" : state)}):\n{string.Join('\n', _lines)}");
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
