using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.Extensions.Logging;

namespace RecoMart.Tests.ServiceDefaults;

/// <summary>The log lines of all rooms together: what one room's compiler can't see.</summary>
public sealed class LogMessagesTests
{
    private static readonly Dictionary<string, Range> s_ids = new()
    {
        ["RecoMart.Messaging"] = 1000..2000,
        ["RecoMart.Api"] = 2000..3000,
        ["RecoMart.Consumer"] = 3000..4000,
        ["RecoMart.Storage"] = 4000..5000,
        ["RecoMart.BatchIngestor"] = 5000..6000,
        ["RecoMart.ServiceDefaults"] = 6000..6500,
        ["RecoMart.AppHost"] = 6500..7000,
    };

    [Fact]
    public void Each_kind_of_line_has_an_event_id_of_its_own_in_its_rooms_range()
    {
        var kinds = s_ids.Keys.SelectMany(Kinds).ToList();

        Assert.True(kinds.Count > 50, $"Only {kinds.Count} were found.");
        Assert.Empty(kinds.GroupBy(kind => kind.Id).Where(same => same.Count() > 1).SelectMany(same => same));
        Assert.Empty(kinds.GroupBy(kind => (kind.Room, kind.Name)).Where(same => same.Count() > 1).SelectMany(same => same));
        Assert.DoesNotContain(kinds, kind => kind.Id < s_ids[kind.Room].Start.Value || kind.Id >= s_ids[kind.Room].End.Value);
    }

    [Fact]
    public void No_room_logs_past_its_list_of_lines()
    {
        Assert.Contains("LogInformation", LoggerExtensionsUsedBy("RecoMart.Tests"));
        foreach (var room in s_ids.Keys)
            Assert.Equal((room, ""), (room, string.Join(", ", LoggerExtensionsUsedBy(room))));
    }

    [Fact]
    public void Every_project_that_is_shipped_has_its_range()
    {
        string[] others = ["RecoMart.Tests", "RecoMart.Benchmarks"];
        var projects = Directory.EnumerateFiles(AppContext.BaseDirectory, "RecoMart.*.dll").Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(s_ids.Keys.Order(StringComparer.Ordinal), projects.Except(others).Order(StringComparer.Ordinal)!);
    }

    private static IEnumerable<Kind> Kinds(string room) =>
        from type in Assembly.Load(room).GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        select new Kind(room, method.Name, message.EventId);

    // Those of LogInformation and its like that the assembly's code can call.
    private static List<string> LoggerExtensionsUsedBy(string room)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{room}.dll")));
        var metadata = file.GetMetadataReader();
        return
        [
            .. from handle in metadata.MemberReferences
               let member = metadata.GetMemberReference(handle)
               where member.Parent.Kind == HandleKind.TypeReference
               let type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent)
               where metadata.GetString(type.Name) == nameof(LoggerExtensions)
               let name = metadata.GetString(member.Name)
               where name.StartsWith("Log", StringComparison.Ordinal)
               select name,
        ];
    }

    private sealed record Kind(string Room, string Name, int Id);
}
