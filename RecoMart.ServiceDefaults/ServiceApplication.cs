using Microsoft.AspNetCore.Builder;

namespace RecoMart.ServiceDefaults;

/// <summary>Begins a service.</summary>
public static class ServiceApplication
{
    // To see a changed settings file the host watches all of its folder, where the event log and the staging files may be: then every
    // write is an event for the watcher, a tenth of the time of a post. Nothing here follows a setting that changes while it runs.
    private const string ReadSettingsOnce = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Makes the builder of a web application.</summary>
    /// <param name="args">The arguments of the program.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return WebApplication.CreateBuilder([ReadSettingsOnce, .. args]);
    }
}
