namespace RecoMart.Storage.Records;

/// <summary>A user registration as it arrives as an event; a row of <see cref="Contract.SourceContract.Users"/>.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Age">In years, more than 0.</param>
/// <param name="Gender">In its canonical spelling.</param>
/// <param name="Device">In its canonical spelling.</param>
public sealed record UserRecord(long UserId, int Age, string Gender, string Device);
