using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.ServiceDefaults;
using RecoMart.Storage;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Export;

/// <summary>Writes rows of one table to a file, for those who don't know the lake's layout.</summary>
internal sealed class ExportRun(IngestSettings settings, TransformationSettings transformations, DataLakeStorage lake, TimeProvider time, ILogger<ExportRun> logger)
{
    private static readonly ActivitySource s_activities = new(TelemetryNames.BatchActivitySource);

    private readonly LakeInputs _inputs = new(lake);

    /// <summary>Exports.</summary>
    /// <param name="request">What, and where to.</param>
    /// <param name="cancellationToken">Stops; nothing of the file stays.</param>
    /// <returns>What was exported.</returns>
    /// <exception cref="InvalidSettingException">Columns, condition or output can't be used; nothing was done.</exception>
    /// <exception cref="InvalidDataException">The table is not there, or can't be relied on.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public async Task<ExportResult> RunAsync(ExportRequest request, CancellationToken cancellationToken)
    {
        using var span = s_activities.StartActivity("export");
        try
        {
            var result = await ExportAsync(request, cancellationToken);
            span?.SetTag(TelemetryNames.BatchRowsMade, result.Rows).SetTag(TelemetryNames.BatchBytes, result.Bytes);
            return result;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or InvalidSettingException)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    private async Task<ExportResult> ExportAsync(ExportRequest request, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var table = request.Table;
        var columns = Choose(table, request.Columns);
        var output = request.Output is { } path ? CheckOutput(path, request.Replace) : null;
        var entries = Find(table);
        logger.Exporting(table.Name, request.Format.Name, output ?? "standard output", string.Join(", ", entries.Select(entry => entry.Partition.DataPath)));

        var files = entries.Select(entry => lake.FullPath(entry.Partition.DataPath)).ToList();
        var stamps = files.Select(StampOf).ToList();
        using (s_activities.StartActivity("export: Check Inputs"))
            await _inputs.CheckAsync(entries, cancellationToken);

        var spill = Directory.CreateTempSubdirectory("recomart-export-");
        using var target = new ExportTarget(output, request.Replace);
        long rows, bytes;
        try
        {
            using var step = s_activities.StartActivity($"export: Write {table.Name}");
            using (var session = new DuckDbSession(transformations, spill.FullName, logger.TryingOneThread))
            {
                session.Execute("the table's view", $"SET preserve_insertion_order = true; CREATE SCHEMA {LakePartition.NameOf(table.Layer)};"
                    + InputSql.View(lake, table.Name, table.Columns, entries, OrderOf(table, entries)), cancellationToken);
                session.Confine([.. files, target.WritePath]);
                if (request.Where is { } condition)
                    RowCondition.Check(session, table, condition, cancellationToken);
                rows = await WriteAsync(session, request, columns, target, cancellationToken);
            }
            if (files.FindIndex(file => StampOf(file) != stamps[files.IndexOf(file)]) is >= 0 and var changed)
                throw new InvalidDataException($"{entries[changed].Partition.DataPath} was replaced while it was read; export it again.");
            cancellationToken.ThrowIfCancellationRequested();
            bytes = await target.CompleteAsync();
        }
        finally
        {
            spill.Delete(recursive: true);
        }
        logger.Exported(table.Name, rows, bytes);
        return new ExportResult(
            table.Name, [.. entries.Select(TableBuilder.InputOf)], request.Format.Name, output, [.. columns.Select(column => column.Name)], request.Where, rows, bytes,
            time.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task<long> WriteAsync(DuckDbSession session, ExportRequest request, IReadOnlyList<Field> columns, ExportTarget target, CancellationToken cancellationToken)
    {
        var cells = columns.Select(column => request.Format.IsText && column.Type == FieldType.Timestamp
            ? $"strftime(make_timestamp(epoch_us(\"{column.Name}\")), '%Y-%m-%dT%H:%M:%S.%fZ') AS \"{column.Name}\""
            : $"\"{column.Name}\"");
        var query = $"SELECT {string.Join(", ", cells)} FROM ({RowCondition.Query(request.Table, request.Where)})";
        var name = request.Where is { } condition
            ? $"The export of {request.Table.Name} ({string.Join(", ", request.Table.Columns)}) where {condition}"
            : $"The export of {request.Table.Name}";
        try
        {
            return session.Copy(name, query, target.WritePath, cancellationToken, request.Format.Copy);
        }
        catch (InvalidDataException)
        {
            // What DuckDB says of a closed pipe names a file that nobody knows.
            await target.DrainAsync();
            throw;
        }
    }

    private IReadOnlyList<LakeEntry> Find(ExportTable table)
    {
        if (table.Source is { } source)
            return _inputs.FindIngested(table.Layer, source, settings.Date);
        var otherwise = table.Layer == LakeLayer.Prepared ? $", or export validated.{table.ShortName}" : "";
        return [_inputs.FindMade(table.Made!, settings.Date, otherwise)];
    }

    // Rows of earlier versions of a file are told in the validated layer alone.
    private static IReadOnlyList<IReadOnlyList<RowPiece>>? OrderOf(ExportTable table, IReadOnlyList<LakeEntry> entries) =>
        table is { Layer: LakeLayer.Validated, Source: { } source } ? RowOrder.Of(source, entries) : null;

    private static IReadOnlyList<Field> Choose(ExportTable table, IReadOnlyList<string>? names)
    {
        if (names is null)
            return table.Fields;
        var unknown = names.Where(name => !table.Columns.Contains(name)).ToList();
        if (unknown.Count > 0)
            throw new InvalidSettingException($"--columns: {table.Name} has no column '{string.Join("', '", unknown)}'. Its columns are {string.Join(", ", table.Columns)}.");
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
            throw new InvalidSettingException($"--columns names {twice} twice; name each column once.");
        return [.. names.Select(name => table.Fields.First(field => field.Name == name))];
    }

    private string CheckOutput(string path, bool replace)
    {
        if (new FileInfo(path).LinkTarget is not null)
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        var folder = Path.GetDirectoryName(path);
        if (Directory.Exists(path) || folder is null)
            throw new InvalidSettingException($"--output {path} is a folder; name a file in it.");
        if (!Directory.Exists(folder))
            throw new InvalidSettingException($"--output {path}: there is no folder {folder}; make it first, or name another file.");
        // A file there would be taken for a source by the next ingest, or for a part of the lake.
        if (folder == Path.TrimEndingDirectorySeparator(settings.DataDir))
            throw new InvalidSettingException($"--output {path} is in the folder of the source files, where the next ingest could read it; name a file elsewhere, such as --output ../{Path.GetFileName(path)}.");
        if ((folder + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(lake.BasePath) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidSettingException($"--output {path} is inside the lake; name a file elsewhere.");
        if (path.StartsWith("/dev/", StringComparison.Ordinal) || NamedPipe.IsAt(path))
            throw new InvalidSettingException($"--output {path} is no file; name a file, or - for standard output.");
        if (File.Exists(path) && !replace)
            throw new InvalidSettingException($"--output {path} is there already; add --force to replace it, or name another file.");
        return path;
    }

    private static (long, DateTime) StampOf(string path) => new FileInfo(path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc) : default;
}
