using System.Text;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;
using RecoMart.Tests.Storage.Lake;

namespace RecoMart.Tests.Api.Catalogue;

/// <summary>Ingests into a lake as the ingestor does, on any date.</summary>
internal static class CatalogueLake
{
    public static readonly DateOnly Date = new(2026, 1, 27);

    public const string Users = "1,25,M,Mobile\n2,,F,Tablet\nx,30,F,Desktop\ny,31,M,Mobile\n";
    public const string Transactions = "1,10,purchase,5,2026-01-27T10:30:00\n2,10,stare,,2026-01-27T11:00:00\n";

    /// <summary>Users and transactions of one date: four rows of which two are quarantined, and two of which one is.</summary>
    public static async Task FillAsync(string path, DateOnly? date = null)
    {
        await IngestAsync(path, SourceContract.Users, Users, 2, 2, date ?? Date);
        await IngestAsync(path, SourceContract.Transactions, Transactions, 1, 1, date ?? Date);
    }

    public static async Task IngestAsync(
        string path, SourceContract contract, string rows, long validated, long quarantined, DateOnly date, string fileName = "source.csv")
    {
        var lake = new DataLakeStorage(path);
        var folder = Directory.CreateTempSubdirectory("recomart-test-");
        try
        {
            var file = Path.Combine(folder.FullName, fileName);
            await File.WriteAllTextAsync(file, string.Join(',', contract.Fields.Select(field => field.Name)) + "\n" + rows, new UTF8Encoding(false));
            using var writeLock = await lake.LockAsync(_ => { }, CancellationToken.None);
            using var writer = new IngestWriter(lake, writeLock, contract, date);
            await LakeFolder.WriteAsync(writer, contract, file);
            var quality = LakeFolder.Quality with
            {
                RowsIn = validated + quarantined,
                Raw = validated,
                Validated = validated,
                Quarantined = quarantined,
                QuarantinedByReason = quarantined == 0 ? new Dictionary<string, long>() : new() { [$"{contract.Fields[0].Name}: not an integer"] = quarantined },
                Warnings = [],
            };
            await writer.CommitAsync(quality with { DuplicateKeys = writer.CountDuplicateKeys() }, LakeFolder.Sources, null, CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Puts the partitions of one date into others, too.</summary>
    public static void Repeat(string path, DateOnly from, IEnumerable<DateOnly> dates)
    {
        foreach (var date in dates)
        {
            foreach (var folder in Directory.EnumerateDirectories(path, $"{from:yyyy-MM-dd}", SearchOption.AllDirectories).ToList())
            {
                var copy = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(folder)!, $"{date:yyyy-MM-dd}"));
                foreach (var file in Directory.EnumerateFiles(folder))
                    File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
            }
        }
    }
}
