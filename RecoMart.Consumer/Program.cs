using RecoMart.Consumer;
using RecoMart.Consumer.DeadLetters;
using RecoMart.Messaging;
using RecoMart.ServiceDefaults;

try
{
    var builder = ServiceApplication.CreateBuilder(args);
    builder.Configuration.AddEnvironmentVariables("RECOMART_");
    builder.AddServiceDefaults();
    builder.AddStreamConsumer();
    await using var app = builder.Build();
    if (args is [ReplayCommand.Name, ..])
        return await ReplayCommand.RunAsync(app.Services, Console.Out, Console.Error);
    app.MapStreamConsumer();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (exception is InvalidSettingException or EventLogSettingException)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 2;
}
