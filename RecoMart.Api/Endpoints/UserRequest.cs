namespace RecoMart.Api.Endpoints;

/// <summary>A user registration.</summary>
/// <param name="UserId">Unique user identifier, a 64-bit integer.</param>
/// <param name="Age">The user's age, more than 0.</param>
/// <param name="Gender"><c>M</c> or <c>F</c>.</param>
/// <param name="Device"><c>Mobile</c>, <c>Desktop</c> or <c>Tablet</c>.</param>
public sealed record UserRequest(long UserId, int Age, string Gender, string Device);
