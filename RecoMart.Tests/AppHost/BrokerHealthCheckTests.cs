using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RecoMart.AppHost;
using RecoMart.Tests.EndToEnd;

namespace RecoMart.Tests.AppHost;

public class BrokerHealthCheckTests
{
    [Theory]
    [InlineData("localhost", "localhost", 9092)]
    [InlineData("a:1, b:2", "a", 1)]
    [InlineData("PLAINTEXT://a:19092", "a", 19092)]
    [InlineData("[::1]:19092", "::1", 19092)]
    [InlineData("[::1]", "::1", 9092)]
    public void Servers_are_read_as_clients_of_Kafka_read_them(string connectionString, string host, int port) =>
        Assert.Equal((host, port), BrokerHealthCheck.Parse(connectionString)[0]);

    [Theory]
    [InlineData(",")]
    [InlineData("a:b")]
    [InlineData("a:99999")]
    [InlineData(":9092")]
    public void Anything_else_is_an_error_with_an_example(string connectionString) => Assert.Contains(
        "localhost:9092", Assert.Throws<InvalidDataException>(() => BrokerHealthCheck.Parse(connectionString)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task One_broker_that_takes_connections_is_enough()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var result = await new BrokerHealthCheck([("127.0.0.1", ServiceProcess.FreePort()), ("127.0.0.1", port)]).CheckHealthAsync(new());

        Assert.Equal(HealthStatus.Healthy, result.Status);
    }

    [Fact]
    public async Task None_is_unhealthy_and_says_which_was_tried()
    {
        var port = ServiceProcess.FreePort();

        var result = await new BrokerHealthCheck([("127.0.0.1", port)]).CheckHealthAsync(new());

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains($"127.0.0.1:{port}", result.Description, StringComparison.Ordinal);
    }
}
