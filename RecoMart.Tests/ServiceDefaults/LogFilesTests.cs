using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.ServiceDefaults;

public sealed class LogFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_line_holds_utc_time_level_category_trace_id_message_and_exception()
    {
        string traceId;
        using (var host = BuildHost(_directory.Combine("logs")))
        using (var activity = new Activity("a step").Start())
        {
            traceId = activity.TraceId.ToHexString();
            Logger(host).LogWarning(new IOException("gone"), "Skipped {File}", "users.csv");
        }

        var lines = File.ReadAllLines(LogFile());
        var parts = lines[0].Split(' ', 2);
        var time = DateTimeOffset.ParseExact(parts[0], "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.InRange(DateTimeOffset.UtcNow - time, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal($"Warning RecoMart.Test [{traceId}] Skipped users.csv", parts[1]);
        Assert.Equal("System.IO.IOException: gone", lines[1]);
    }

    [Fact]
    public void The_file_is_named_after_the_application_and_the_day()
    {
        var before = DateTime.Now;
        using (var host = BuildHost(_directory.Path))
            Logger(host).LogInformation("hello");

        // Serilog rolls at local midnight.
        var names = new[] { before, DateTime.Now }.Select(day => $"Shop-{day:yyyyMMdd}.log");
        Assert.Contains(Path.GetFileName(LogFile()), names);
    }

    [Fact]
    public void Levels_follow_the_logging_settings()
    {
        using (var host = BuildHost(_directory.Path))
            Logger(host).LogDebug("too much");

        Assert.Empty(Directory.EnumerateFiles(_directory.Path));
    }

    [Fact]
    public void Two_programs_of_one_name_write_to_one_file()
    {
        using (var first = BuildHost(_directory.Path))
        using (var second = BuildHost(_directory.Path))
            Parallel.For(0, 200, i => Logger(i % 2 == 0 ? first : second).LogInformation("line {Number}", i));

        var numbers = File.ReadAllLines(LogFile()).Select(line => int.Parse(line.Split("line ")[1], CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(0, 200), numbers.Order());
    }

    [Fact]
    public void A_directory_that_can_not_be_written_is_named_together_with_its_setting()
    {
        File.WriteAllText(_directory.Combine("file"), "");
        var inTheWay = _directory.Combine("file", "logs");

        var error = Assert.Throws<InvalidSettingException>(() => BuildHost(inTheWay));

        Assert.Contains("logs_dir", error.Message, StringComparison.Ordinal);
        Assert.Contains("RECOMART_LOGS_DIR", error.Message, StringComparison.Ordinal);
        Assert.Contains(inTheWay, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_setting_there_are_no_files()
    {
        using (var host = BuildHost(null))
            Logger(host).LogInformation("hello");

        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    private string LogFile() => Assert.Single(Directory.GetFiles(_directory.Path, "*", SearchOption.AllDirectories));

    private static ILogger Logger(IHost host) => host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("RecoMart.Test");

    private static IHost BuildHost(string? logsDir)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "Shop" });
        builder.Configuration.AddInMemoryCollection([new("logs_dir", logsDir)]);
        builder.AddServiceDefaults();
        return builder.Build();
    }
}
