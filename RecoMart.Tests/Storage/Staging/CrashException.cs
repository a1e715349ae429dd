namespace RecoMart.Tests.Storage.Staging;

public sealed class CrashException() : IOException("crashed");
