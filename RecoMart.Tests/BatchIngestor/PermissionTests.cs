using System.Runtime.Versioning;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>What a user meets who may not read or write everything. Where the tests run as root, the ingestor runs without root's privileges.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PermissionTests : IDisposable
{
    private const UnixFileMode OwnerReads = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    private readonly IngestorWorkspace _workspace = new();

    public void Dispose()
    {
        if (Directory.Exists(_workspace.LakePath))
            File.SetUnixFileMode(_workspace.LakePath, OwnerReads | UnixFileMode.UserWrite);
        _workspace.Dispose();
    }

    [SkippableFact]
    public async Task A_file_that_may_not_be_read_is_refused_alone()
    {
        SkipWhereNothingIsForbidden();
        _workspace.WriteCleanSources().Write("users_secret.csv", IngestorWorkspace.UserHeader + "9,20,M,Mobile\n");
        File.SetUnixFileMode(_workspace.Combine("data", "users_secret.csv"), UnixFileMode.None);

        var run = await RunAsync("ingest", "users");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("users failed: users_secret.csv: can't be opened: Access", run.Output, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], await _workspace.ColumnAsync<long>(LakeLayer.Validated, "users", "user_id"));
    }

    [SkippableFact]
    public async Task A_lake_that_may_only_be_read_can_be_looked_at_and_not_be_changed()
    {
        SkipWhereNothingIsForbidden();
        await _workspace.WriteCleanSources().RunAsync("ingest");
        var before = _workspace.Snapshot();
        File.SetUnixFileMode(_workspace.Combine("storage", ".lock"), UnixFileMode.UserRead);
        File.SetUnixFileMode(_workspace.LakePath, OwnerReads);

        foreach (var command in (string[])["verify", "catalog", "quarantine"])
            Assert.Equal(0, (await RunAsync(command)).ExitCode);
        Assert.Equal(0, (await RunAsync("export", "validated.users")).ExitCode);
        Assert.Equal(0, (await RunAsync("prune", "--keep-days", "0", "--layer", "all")).ExitCode);
        Assert.Equal(1, (await RunAsync("prune", "--keep-days", "0", "--layer", "all", "--apply")).ExitCode);
        var ingest = await RunAsync("ingest");

        Assert.Equal(1, ingest.ExitCode);
        Assert.StartsWith($"error: Access to the path '{_workspace.LakePath}", ingest.Error, StringComparison.Ordinal);
        Assert.Equal(before, _workspace.Snapshot());
    }

    [SkippableFact]
    public async Task A_config_json_that_may_not_be_read_ends_with_2()
    {
        SkipWhereNothingIsForbidden();
        File.WriteAllText(_workspace.Combine("config.json"), "{}");
        File.SetUnixFileMode(_workspace.Combine("config.json"), UnixFileMode.None);

        var run = await RunAsync("ingest");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("config.json can't be read: Access", run.Error, StringComparison.Ordinal);
    }

    private static void SkipWhereNothingIsForbidden() =>
        Skip.If(OperatingSystem.IsWindows() || (Environment.IsPrivilegedProcess && !File.Exists("/usr/bin/setpriv")), "needs Unix permissions, and setpriv where the tests run as root");

    private async Task<IngestorRun> RunAsync(params string[] arguments)
    {
        // Without capabilities root is an owner like another.
        using var process = Environment.IsPrivilegedProcess
            ? IngestorProcess.Start(
                "setpriv", ["--bounding-set=-all", "--inh-caps=-all", .. IngestorProcess.Command, .. arguments], _workspace.Root)
            : IngestorProcess.Start(_workspace.Root, arguments);
        return await process.FinishAsync();
    }
}
