using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RecoMart.AppHost;

/// <summary>Does one of the brokers take a connection? What Kafka has to say is the services' business, which have its client.</summary>
internal sealed class BrokerHealthCheck(IReadOnlyList<(string Host, int Port)> servers) : IHealthCheck
{
    private const int DefaultPort = 9092;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    /// <summary>Reads a list of servers as Kafka's clients do: <c>host:port,host:port</c>, each perhaps after <c>PLAINTEXT://</c>.</summary>
    /// <exception cref="InvalidDataException">It names no server.</exception>
    public static IReadOnlyList<(string Host, int Port)> Parse(string connectionString)
    {
        var servers = connectionString.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return servers.Length > 0
            ? [.. servers.Select(ParseServer)]
            : throw new InvalidDataException($"ConnectionStrings__kafka is '{connectionString}', which names no server; write for example localhost:9092.");
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_timeout);
        var problem = "";
        foreach (var (host, port) in servers)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(host, port, timeout.Token);
                return HealthCheckResult.Healthy();
            }
            catch (SocketException exception)
            {
                problem = $"{host}:{port}: {exception.Message}";
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                problem = $"{host}:{port}: no answer within {s_timeout.TotalSeconds:0} s";
            }
        }
        return HealthCheckResult.Unhealthy($"No broker takes a connection; the last one tried was {problem}");
    }

    private static (string Host, int Port) ParseServer(string server)
    {
        var address = server[(server.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0)..];
        var colon = address.LastIndexOf(':');
        // [::1] has colons, and no port.
        if (colon < 0 || address.EndsWith(']'))
            return (address.Trim('[', ']'), DefaultPort);
        return ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 && colon > 0
            ? (address[..colon].Trim('[', ']'), port)
            : throw new InvalidDataException($"ConnectionStrings__kafka names the server '{server}', which is no host:port; write for example localhost:9092.");
    }
}
