using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Tests.Benchmarks;

public sealed class MeasuredProcessTests
{
    private static readonly Dictionary<string, string> NoVariables = [];

    [SkippableFact]
    public void A_finished_process_is_measured_whole()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "wait4 is read as 64-bit Linux defines it");

        var run = MeasuredProcess.RunDotnet(["--version"], NoVariables);

        Assert.Equal(Environment.Version.Major, int.Parse(run.Output.Split('.')[0]));
        Assert.InRange(run.Cpu.TotalMilliseconds, 1, 60_000);
        Assert.InRange(run.PeakBytes, 1_000_000, 2_000_000_000);
    }

    [SkippableFact]
    public void A_failed_process_is_an_error_with_its_own_words()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "wait4 is read as 64-bit Linux defines it");

        var error = Assert.Throws<InvalidOperationException>(() => MeasuredProcess.RunDotnet(["no-such-assembly.dll"], NoVariables));

        Assert.Contains("no-such-assembly.dll", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_spread_is_smallest_middle_and_largest()
    {
        Assert.Equal(new Spread(1, 2, 9), Spread.Of([9, 1, 2]));
        Assert.Equal(new Spread(1, 2.5, 9), Spread.Of([9, 3, 1, 2]));
        Assert.Throws<ArgumentException>(() => Spread.Of([]));
    }
}
