using RecoMart.AppHost;

namespace RecoMart.Tests.AppHost;

public class ContainerWatchTests
{
    [Theory]
    [InlineData("FailedToStart", true)]
    [InlineData("RuntimeUnhealthy", true)]
    [InlineData("Starting", false)]
    [InlineData("Running", false)]
    [InlineData(null, false)]
    public void Only_a_container_that_will_not_come_up_by_itself_ends_the_AppHost(string? state, bool failed) =>
        Assert.Equal(failed, ContainerWatch.HasFailed(state));
}
