using PuppeteerSharp;

namespace RecoMart.Tests.Api.Catalogue;

/// <summary>The browser that is installed; none is downloaded.</summary>
internal static class Chromium
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "chrome", "chrome.exe", "msedge.exe"];

    /// <summary>Starts it without a window, or skips the test.</summary>
    public static async Task<IBrowser> StartAsync()
    {
        var path = Find();
        Skip.If(path is null, "needs Chromium or Chrome: install one, or set CHROME_PATH to it");
        return await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = path,
            // A sandbox of its own it can't have as root or in most containers; it loads nothing but our page.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            Timeout = 120_000,
        });
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROME_PATH") is { Length: > 0 } path)
            return path;
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return s_names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
