using RecoMart.ServiceDefaults;

namespace RecoMart.Api.Catalogue;

/// <summary>The catalogue page's settings.</summary>
/// <param name="IsOn">Whether there is a page.</param>
/// <param name="StorageBase">The lake it shows, as a full path.</param>
/// <param name="Dashboard">Where the dashboard is, if there is one.</param>
internal sealed record CatalogueSettings(bool IsOn, string StorageBase, Uri? Dashboard)
{
    private const string PageSetting = "catalogue_page";
    private const string StorageSetting = "storage_base";
    private const string DashboardSetting = "dashboard_url";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">One has no usable value.</exception>
    public static CatalogueSettings Read(IConfiguration configuration) =>
        new(ReadPage(configuration), ReadStorage(configuration), ReadDashboard(configuration));

    private static bool ReadPage(IConfiguration configuration)
    {
        if (configuration[PageSetting] is not { Length: > 0 } text)
            return true;
        return bool.TryParse(text, out var isOn)
            ? isOn
            : throw new InvalidSettingException(
                $"The setting {PageSetting} (environment variable RECOMART_CATALOGUE_PAGE) is '{text}'; give true or false.");
    }

    private static string ReadStorage(IConfiguration configuration)
    {
        var folder = configuration[StorageSetting] is { Length: > 0 } value ? value : "storage";
        return File.Exists(folder)
            ? throw new InvalidSettingException(
                $"The setting {StorageSetting} (environment variable RECOMART_STORAGE_BASE) is {folder}, which is a file; name a folder, such as storage.")
            : Path.GetFullPath(folder);
    }

    // It becomes a link: no javascript: and the like.
    private static Uri? ReadDashboard(IConfiguration configuration)
    {
        if (configuration[DashboardSetting] is not { Length: > 0 } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new InvalidSettingException(
                $"The setting {DashboardSetting} (environment variable RECOMART_DASHBOARD_URL) is '{text}'; give the dashboard's address, "
                + "such as http://localhost:15188.");
    }
}
