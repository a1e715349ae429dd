using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using RecoMart.Storage.Lake;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Commands;

/// <summary>What a command works with.</summary>
/// <param name="Services">The services.</param>
/// <param name="Console">Where to show the result.</param>
/// <param name="Json">Whether to print it as JSON.</param>
/// <param name="Interactive">Whether somebody watches a terminal.</param>
internal sealed record CommandContext(IServiceProvider Services, IAnsiConsole Console, bool Json, bool Interactive)
{
    public IngestSettings Settings => Services.GetRequiredService<IngestSettings>();

    public DataLakeStorage Lake => Services.GetRequiredService<DataLakeStorage>();

    /// <summary>Prints a result as JSON, on standard output and nothing else.</summary>
    public static void PrintJson<T>(T result, JsonTypeInfo<T> type) => System.Console.Out.WriteLine(JsonSerializer.Serialize(result, type));
}
