namespace RecoMart.Api.Catalogue.Lake;

/// <summary>A dataset that another was made from, as the page shows it.</summary>
/// <param name="Path">The data file, relative to the lake's base.</param>
/// <param name="Md5">Its MD5 then.</param>
/// <param name="Rows">Its rows then.</param>
/// <param name="Made">When it was made, UTC.</param>
/// <param name="State">What has become of it.</param>
/// <param name="Since">When what is in its place now was made, UTC; null unless it was replaced.</param>
public sealed record InputView(string Path, string Md5, long Rows, DateTimeOffset Made, InputState State, DateTimeOffset? Since);
