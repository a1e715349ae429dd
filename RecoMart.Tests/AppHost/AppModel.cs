using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace RecoMart.Tests.AppHost;

/// <summary>The AppHost's application model, of which nothing is started.</summary>
internal static class AppModel
{
    /// <summary>Builds it, on the embedded log unless the arguments say otherwise.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] args)
    {
        // The arguments that come later win.
        string[] defaults = ["--EventLog=embedded", "--Parameters:internal-api-key=0123456789abcdef0123456789abcdef"];
        return DistributedApplicationTestingBuilder.CreateAsync<Projects.RecoMart_AppHost>([.. defaults, .. args]);
    }

    public static ProjectResource Project(this IDistributedApplicationTestingBuilder builder, string name) =>
        Assert.Single(builder.Resources.OfType<ProjectResource>(), resource => resource.Name == name);

    // The callbacks are run by hand: the library's own way to resolve them needs a built application, and to dispose one
    // that never started takes it 30 seconds.
    public static async Task<Dictionary<string, object>> EnvironmentOf(this IDistributedApplicationTestingBuilder builder, IResource resource)
    {
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, resource);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context);
        return context.EnvironmentVariables;
    }

    /// <summary>What a resource waits for.</summary>
    public static IEnumerable<string> WaitsOf(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name);

    /// <summary>What a resource has references to.</summary>
    public static IEnumerable<string> ReferencesOf(IResource resource) => resource.Annotations.OfType<ResourceRelationshipAnnotation>()
        .Where(relation => relation.Type == "Reference")
        .Select(relation => relation.Resource.Name);
}
