using RecoMart.AppHost;

namespace RecoMart.Tests.AppHost;

/// <summary>With programs of the test's own in the place of an engine.</summary>
public sealed class ContainerEngineTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void One_that_answers_is_found() => Assert.Equal(Engine("exit 0"), ContainerEngine.Find(Engine("exit 0")));

    [Fact]
    public void One_without_its_daemon_is_none() => Assert.Null(ContainerEngine.Find(Engine("echo Cannot connect >&2; exit 1")));

    [Fact]
    public void One_whose_daemon_hangs_is_none() => Assert.Null(ContainerEngine.Find(Engine("exec sleep 60")));

    [Fact]
    public void One_that_says_a_lot_is_not_left_hanging() => Assert.NotNull(ContainerEngine.Find(Engine("head -c 1000000 /dev/zero")));

    [Fact]
    public void One_that_is_not_installed_is_none() => Assert.Null(ContainerEngine.Find(_directory.Combine("not-there")));

    private string Engine(string script)
    {
        var path = _directory.Combine("engine");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
