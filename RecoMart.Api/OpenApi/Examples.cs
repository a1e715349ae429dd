namespace RecoMart.Api.OpenApi;

/// <summary>Requests and answers as they really are.</summary>
internal static class Examples
{
    public const string User = """{"user_id":1001,"age":28,"gender":"M","device":"Mobile"}""";
    public const string Transaction = """{"user_id":1001,"item_id":150,"view_mode":"purchase","rating":5,"timestamp":"2026-01-27T10:30:00"}""";

    private const string Error = """{"field":"age","value":"-3","rule":"must be > 0"}""";
    private const string Accepted = """{"status":"accepted","user_id":1001}""";
    private const string Rejected = """{"status":"rejected","errors":[{"field":"age","value":"-3","rule":"must be > 0"}]}""";

    public static string Describe(string status) => status switch
    {
        "201" => "On disk in the event log.",
        "207" => "Some items are on disk in the event log; the others say why not.",
        "400" => "Not JSON; position says where it goes wrong.",
        "408" => "The request came too slowly.",
        "413" => "More than the limit.",
        "415" => "Not declared as JSON in UTF-8, or compressed.",
        "422" => "JSON that breaks rules, all of which are named.",
        "503" => "It can't be taken now; try again after the seconds in Retry-After.",
        _ => status,
    };

    public static string Answer(string status, bool isBatch) => (status, isBatch) switch
    {
        ("201", false) => Accepted,
        ("201", true) => $$"""{"accepted":2,"rejected":0,"items":[{{Accepted}},{{Accepted}}]}""",
        ("207", _) => $$"""{"accepted":1,"rejected":1,"items":[{{Accepted}},{{Rejected}}]}""",
        ("400", _) => Problem(400, "Malformed JSON", "'}' is an invalid start of a value.", ""","position":{"line":1,"byte":12}"""),
        ("408", _) => Problem(408, "Request Timeout", "Reading the request body timed out due to data arriving too slowly."),
        ("413", true) => Problem(413, "Too large", "The request is larger than the limit of 10000 items."),
        ("413", false) => Problem(413, "Too large", "The request is larger than the limit of 64 KiB."),
        ("415", _) => Problem(415, "Unsupported media type", "Send the header Content-Type: application/json, and UTF-8 text."),
        ("422", true) => Problem(422, "Rules broken", "No user of the batch is accepted.", $$""","items":[{{Rejected}}]"""),
        ("422", false) => Problem(422, "Rules broken", "The user is not accepted: age: must be > 0.", $$""","errors":[{{Error}}]"""),
        _ => Problem(503, "Try again later", "The event log did not take the event in time."),
    };

    private static string Problem(int status, string title, string detail, string more = "") =>
        $$"""{"type":"https://developer.mozilla.org/docs/Web/HTTP/Status/{{status}}","title":"{{title}}","status":{{status}},"detail":"{{detail}}"{{more}}}""";
}
