namespace RecoMart.Tests.ServiceDefaults;

/// <summary>
/// For tests of what a process samples: a span is recorded as soon as any host of the process wants it, so none of another test may be up.
/// </summary>
[CollectionDefinition(nameof(TestsThatRunAlone), DisableParallelization = true)]
public sealed class TestsThatRunAlone;
