using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using RecoMart.AppHost.Commands;

namespace RecoMart.Tests.AppHost;

/// <summary>The dashboard's commands; nothing is started.</summary>
public class CommandTests
{
    [Theory]
    [InlineData("api", "send-demo-events", "Send demo events")]
    [InlineData("consumer", "replay-dead-letters", "Replay dead letters")]
    [InlineData("batch-ingestor", "ingest-now", "Ingest now")]
    [InlineData("batch-ingestor", "build-features", "Build features")]
    [InlineData("batch-ingestor", "verify-lake", "Verify the lake")]
    public async Task Each_has_a_name_for_scripts_one_for_people_a_description_and_an_icon(string resource, string name, string displayName)
    {
        await using var builder = await AppModel.CreateAsync();

        var command = CommandOf(builder, resource, name);

        Assert.Equal(displayName, command.DisplayName);
        Assert.NotEmpty(command.DisplayDescription!);
        Assert.NotEmpty(command.IconName!);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("10000", 10_000)]
    public void Demo_events_are_as_many_as_one_request_takes(string text, int expected)
    {
        Assert.Null(DemoEvents.ReadCount(text, out var count));
        Assert.Equal(expected, count);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10001")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("many")]
    [InlineData(null)]
    public void Any_other_number_is_refused_by_name(string? text) =>
        Assert.Equal($"'{text}' is not a whole number from 1 to 10,000.", DemoEvents.ReadCount(text, out _));

    [Theory]
    [InlineData("Running", ResourceCommandState.Enabled)]
    [InlineData("Starting", ResourceCommandState.Disabled)]
    [InlineData("Exited", ResourceCommandState.Disabled)]
    public async Task Demo_events_are_for_an_API_that_can_take_them(string state, ResourceCommandState expected)
    {
        await using var builder = await AppModel.CreateAsync();

        Assert.Equal(expected, CommandOf(builder, "api", "send-demo-events").UpdateState(new UpdateCommandStateContext
        {
            ResourceSnapshot = new CustomResourceSnapshot { ResourceType = "Project", Properties = [], State = state },
            Services = new ServiceCollection().BuildServiceProvider(),
        }));
    }

    [Theory]
    [InlineData("""{"replayed":12,"duplicates":1,"truncated":0}""", "12 dead letters went back to their topics.")]
    [InlineData("""{"replayed":0,"duplicates":0,"truncated":0}""", "There were no dead letters to replay.")]
    [InlineData("""{"replayed":3,"duplicates":0,"truncated":2}""", "3 dead letters went back to their topics. 2 were too large to be kept whole and stay.")]
    public void A_replay_says_how_many_went_back(string body, string message) =>
        Assert.Equal((true, message), Of(ReplayDeadLetters.Explain(200, body)));

    [Theory]
    [InlineData(409, """{"status":409,"detail":"Another replay is under way; try again when it has ended."}""", "Another replay is under way; try again when it has ended.")]
    [InlineData(500, "<html>", "The consumer answered 500: <html>")]
    [InlineData(502, "{}", "The consumer answered 502: {}")]
    public void A_replay_that_failed_says_why(int status, string body, string message) =>
        Assert.Equal((false, message), Of(ReplayDeadLetters.Explain(status, body)));

    [Fact]
    public void A_check_of_the_lake_says_what_it_found()
    {
        Assert.Equal((true, "All well: 9 files, 81,542 bytes in /lake"), Of(VerifyLake.Explain(0, ["", "All well: 9 files, 81,542 bytes in /lake"])));

        var found = VerifyLake.Explain(1, ["raw/users/2026-01-27/users_merged.parquet: wrong MD5", "", "1 problem in 9 files of /lake"]);
        Assert.Equal((false, "1 problem in 9 files of /lake"), Of(found));
        Assert.Contains("wrong MD5", found.Data!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ingest_shows_its_tables_and_without_any_its_log()
    {
        string[] log =
        [
            "2026-01-27T10:00:00.1Z 2026-01-27T10:00:00.100Z info  Ingesting all sources",
            "2026-01-27T10:00:01.1Z ╭────────╮",
            "2026-01-27T10:00:01.1Z │ \u001b[39;49m\u001b[32mingested\u001b[39;49m │",
            "2026-01-27T10:00:00.0Z [sys] Starting process...: Cmd = dotnet",
        ];

        var ended = IngestNow.Explain(0, log);
        Assert.True(ended.Success);
        Assert.Equal("╭────────╮\n│ ingested │", ended.Data!.Value);

        var failed = IngestNow.Explain(2, log[..1]);
        Assert.Equal((false, "The ingest ended with exit code 2."), Of(failed));
        Assert.Contains("Ingesting all sources", failed.Data!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Built_features_are_told_in_rows_with_what_became_of_those_that_went_in()
    {
        const string prepared = """
            {"exit_code":0,"storage_base":"/lake","result":{"layer":"prepared","tables":[
              {"table":"prepared.users","rows":384,"counts":{"rows_in":400,"superseded":16}},
              {"table":"prepared.transactions","rows":1956,"counts":{"repeats_removed":0}}],"warnings":[]}}
            """;
        const string features = """
            {"exit_code":0,"storage_base":"/lake","result":{"layer":"features","tables":[
              {"table":"features.interactions","rows":1700,"counts":{}}],"warnings":["something is newer"]}}
            """;

        var built = BuildFeatures.Explain([prepared, features]);

        Assert.Equal((true, "Made, in rows: prepared users 384, transactions 1,956; features interactions 1,700."), Of(built));
        Assert.Equal(
            """
            prepared.users                     384 rows   400 rows in, 16 superseded
            prepared.transactions            1,956 rows   0 repeats removed
            features.interactions            1,700 rows
            warning: something is newer
            """,
            built.Data!.Value);
    }

    [Theory]
    [InlineData("""{"exit_code":1,"error":"there is no lake at /lake"}""", "prepare failed: there is no lake at /lake")]
    [InlineData("""{"exit_code":1,"storage_base":"/lake","result":{"layer":"prepared","tables":[],"error":"Nothing of users is validated"}}""", "prepare failed: Nothing of users is validated")]
    [InlineData("", "prepare ended with exit code 1 and no report.")]
    [InlineData("[]", "prepare ended with exit code 1 and no report.")]
    [InlineData("""{"exit_code":1}""", "prepare ended with exit code 1 and no report.")]
    public void What_was_not_built_says_why(string output, string message) =>
        Assert.Equal((false, message), Of(BuildFeatures.FindError("prepare", new IngestorOutcome(1, output, ["a line"]))!));

    private static (bool, string?) Of(ExecuteCommandResult result) => (result.Success, result.Message);

    private static ResourceCommandAnnotation CommandOf(IDistributedApplicationTestingBuilder builder, string resource, string name) =>
        Assert.Single(builder.Project(resource).Annotations.OfType<ResourceCommandAnnotation>(), command => command.Name == name);
}
