using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;

namespace RecoMart.ServiceDefaults;

internal static class LogFiles
{
    private const string Setting = "logs_dir";
    private const string Line = "{UtcTimestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {Level} {SourceContext} [{TraceId}] {" + OneLineMessage.Name + ":l}{NewLine}{Exception}";
    private const long MaxFileBytes = 50L * 1024 * 1024;
    private const int MaxFiles = 31;

    /// <summary>With the setting <c>logs_dir</c>: one file a day, <c>(application name)-(date).log</c>, the oldest ones deleted.
    /// A new file begins at local midnight, which is all Serilog offers; the times in it are UTC all the same.</summary>
    public static void AddLogFiles(this ILoggingBuilder logging, IConfiguration configuration, string applicationName)
    {
        var directory = configuration[Setting];
        if (string.IsNullOrWhiteSpace(directory))
            return;
        logging.AddLogFiles(Path.GetFullPath(directory), applicationName);
    }

    // Apart, so that a command line without log files needn't load Serilog.
    private static void AddLogFiles(this ILoggingBuilder logging, string directory, string applicationName)
    {
        EnsureWritable(directory);
        var failures = new LogFileFailures(Console.Error);
        logging.AddProvider(new LogFileProvider(CreateLogger(directory, applicationName, failures), failures));
    }

    // Levels are Microsoft.Extensions.Logging's business (the section Logging), so this lets everything through.
    private static Logger CreateLogger(string directory, string applicationName, LogFileFailures failures) => new LoggerConfiguration()
        .MinimumLevel.Verbose()
        .Enrich.With<OneLineMessage>()
        .WriteTo.Fallible(
            sink => sink.File(
                Path.Combine(directory, $"{applicationName}-.log"),
                outputTemplate: Line,
                formatProvider: CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: MaxFileBytes,
                retainedFileCountLimit: MaxFiles,
                // Replicas of a service, and a batch started twice, have the same name.
                shared: true),
            failures)
        .CreateLogger();

    // Serilog would go on silently without a file.
    private static void EnsureWritable(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var probe = Path.Combine(directory, $".{Guid.NewGuid():N}.tmp");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidSettingException(
                $"The setting {Setting} (environment variable RECOMART_LOGS_DIR) is '{directory}', where no log file can be written: "
                + $"{exception.Message.TrimEnd('.')}. Name a directory this user may write to, for example 'logs', "
                + "or leave the setting out to log to the console only.",
                exception);
        }
    }
}
