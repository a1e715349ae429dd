using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using RecoMart.Storage;

namespace RecoMart.BatchIngestor.Export;

/// <summary>
/// Where an export goes. A file is written under a temporary name beside its own and gets that when it is whole; standard output is fed through a
/// pipe, since opened by its name it would lose what others have written to it.
/// </summary>
internal sealed class ExportTarget : IDisposable
{
    private readonly string? _path;
    private readonly bool _replace;
    private readonly AnonymousPipeServerStream? _pipe;
    private readonly Task<long> _pumping = Task.FromResult(0L);

    /// <summary>Makes it; nothing is seen of it yet.</summary>
    /// <param name="path">The file's full path; standard output when null.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    public ExportTarget(string? path, bool replace)
    {
        _path = path;
        _replace = replace;
        if (path is not null)
        {
            WritePath = $"{path}.{Guid.NewGuid().ToString("N")[..8]}.tmp";
            return;
        }
        _pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        WritePath = $"/dev/fd/{_pipe.ClientSafePipeHandle.DangerousGetHandle()}";
        _pumping = Task.Run(PumpAsync);
    }

    /// <summary>What to write to.</summary>
    public string WritePath { get; }

    /// <summary>Puts the whole file in its place.</summary>
    /// <returns>Its size.</returns>
    /// <exception cref="IOException">It can't be flushed or renamed, or standard output takes no more.</exception>
    public async Task<long> CompleteAsync()
    {
        if (_path is null)
        {
            await DrainAsync();
            return await _pumping;
        }
        var bytes = new FileInfo(WritePath).Length;
        Durable.FlushFile(WritePath);
        File.Move(WritePath, _path, _replace);
        Durable.FlushFolder(Path.GetDirectoryName(_path)!);
        return bytes;
    }

    /// <summary>Waits until standard output has all that was written, or takes no more.</summary>
    /// <exception cref="IOException">It takes no more.</exception>
    public async Task DrainAsync()
    {
        _pipe?.DisposeLocalCopyOfClientHandle();
        await _pumping;
    }

    /// <summary>Removes what is not whole.</summary>
    public void Dispose()
    {
        _pipe?.Dispose();
        if (_path is not null)
            File.Delete(WritePath);
    }

    private async Task<long> PumpAsync()
    {
        var bytes = 0L;
        var buffer = new byte[1 << 16];
        // The console's stream hides it when nobody reads any more. To a file it is the right one, as it moves the place that others write to next.
        using var handle = new SafeFileHandle(1, ownsHandle: false);
        await using var direct = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        await using var output = direct.CanSeek ? Console.OpenStandardOutput() : direct;
        try
        {
            while (await _pipe!.ReadAsync(buffer) is > 0 and var read)
            {
                await output.WriteAsync(buffer.AsMemory(0, read));
                bytes += read;
            }
            return bytes;
        }
        catch (IOException exception)
        {
            throw new IOException($"standard output was closed before all rows were written: {exception.Message}", exception);
        }
        finally
        {
            // Whoever writes to it would wait for ever.
            await _pipe!.DisposeAsync();
        }
    }
}
