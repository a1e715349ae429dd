using System.Diagnostics;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RecoMart.AppHost.Commands;

/// <summary>
/// Runs the ingestor's command line beside the resource, with all that the resource is given: settings, log files, telemetry. What it says
/// stands in the resource's console log.
/// </summary>
internal static class IngestorProcess
{
    /// <summary>What makes its standard output a document for programs, and nothing for the console log.</summary>
    public const string Json = "--json";

    /// <summary>Runs it to its end.</summary>
    /// <param name="ingestor">The resource.</param>
    /// <param name="context">The command that needs it.</param>
    /// <param name="arguments">What it should do.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="OperationCanceledException">The command was cancelled, or the AppHost stops; the process is killed, and the lake is as before.</exception>
    public static async Task<IngestorOutcome> RunAsync(ProjectResource ingestor, ExecuteCommandContext context, params string[] arguments)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, context.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var start = new ProcessStartInfo("dotnet", [.. s_run, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in await EnvironmentAsync(ingestor, context, stop.Token))
            start.Environment[name] = value;

        var (output, lines) = (new StringBuilder(), new List<string>());
        using var process = Process.Start(start)!;
        using var killing = stop.Token.Register(() => process.Kill(entireProcessTree: true));
        await Task.WhenAll(
            ReadAsync(process.StandardOutput, line =>
            {
                output.AppendLine(line);
                if (!arguments.Contains(Json))
                    context.Logger.CommandSays(line);
            }),
            ReadAsync(process.StandardError, context.Logger.CommandSays),
            process.WaitForExitAsync(CancellationToken.None));
        stop.Token.ThrowIfCancellationRequested();
        return new IngestorOutcome(process.ExitCode, output.ToString(), lines);

        async Task ReadAsync(StreamReader reader, Action<string> take)
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                lock (lines)
                {
                    lines.Add(line);
                    take(line);
                }
            }
        }
    }

    // As it was built with the AppHost.
    private static readonly string[] s_run =
    [
        "run", "--no-build", "--no-launch-profile",
        "--configuration", typeof(IngestorProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration,
        "--project", new Projects.RecoMart_BatchIngestor().ProjectPath,
        "--",
    ];

    private static async Task<Dictionary<string, string>> EnvironmentAsync(
        ProjectResource ingestor, ExecuteCommandContext context, CancellationToken cancellationToken)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(ingestor).WithEnvironmentVariablesConfig().BuildAsync(
            context.Services.GetRequiredService<DistributedApplicationExecutionContext>(), context.Logger, cancellationToken);
        if (configuration.Exception is { } exception)
            throw new InvalidOperationException($"The settings of {ingestor.Name} can't be made: {exception.Message}", exception);
        var environment = configuration.EnvironmentVariables.ToDictionary();
        // In these the orchestrator would fill in who it is: {name}-{instance}. So the dashboard shows what this process sends as the resource's.
        var instance = context.ResourceName[Math.Min(context.ResourceName.Length, ingestor.Name.Length + 1)..];
        environment["OTEL_SERVICE_NAME"] = ingestor.Name;
        environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance}";
        // The orchestrator asks for colours, which are in the way of who reads the lines.
        environment.Remove("DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION");
        return environment;
    }
}
