using RecoMart.Api;
using RecoMart.Messaging;
using RecoMart.ServiceDefaults;

try
{
    var builder = ServiceApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddEventLog();
    builder.AddIngestionApi();

    var app = builder.Build();
    app.MapDefaultEndpoints();
    app.MapIngestionApi();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (exception is InvalidSettingException or EventLogSettingException)
{
    await Console.Error.WriteLineAsync($"error: {exception.Message}");
    return 2;
}
