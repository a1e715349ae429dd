using CsCheck;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;
using RecoMart.Tests.Storage.ParquetFormat;
using RecoMart.Tests.Storage.Reference;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>A partition that rows are added to: what was there is copied, what is new follows, and every reader sees one file.</summary>
public sealed class LakeContinueTests : IDisposable
{
    private readonly LakeFolder _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public void All_readers_see_the_rows_of_before_and_the_new_ones_after_them() =>
        DirtyCsv.Files.Where(file => file.Contract == SourceContract.Transactions).Array[3].Sample(files => CompareAsync(files).GetAwaiter().GetResult(), iter: 40, threads: 1);

    [Fact]
    public async Task Without_new_rows_the_file_is_the_same_to_the_byte()
    {
        await _lake.IngestUsersAsync("1,20,M,Mobile\nx,1,F,Tablet\n");
        var before = await File.ReadAllBytesAsync(_lake.PathOf(LakeLayer.Validated, SourceContract.Users));

        await ContinueAsync(SourceContract.Users, _lake.WriteSource("users.csv", "user_id,age,gender,device\n"));

        Assert.Equal(before, await File.ReadAllBytesAsync(_lake.PathOf(LakeLayer.Validated, SourceContract.Users)));
    }

    [Fact]
    public async Task Of_many_small_row_groups_one_is_made_and_the_rows_stay_as_they_are()
    {
        var rows = Enumerable.Range(0, 100).Select(row => $"{row},{(row % 7 == 0 ? "" : 20 + row)},{(row % 3 == 0 ? "M" : "")},{(row % 2 == 0 ? "Mobile" : "Größe")}").ToList();
        await _lake.IngestUsersAsync(rows[0] + "\nx,1,M,☕\n");
        foreach (var row in rows.Skip(1))
            await ContinueAsync(SourceContract.Users, _lake.WriteSource("users.csv", $"user_id,age,gender,device\n{row}\nx,1,M,☕\n"));

        var path = _lake.PathOf(LakeLayer.Raw, SourceContract.Users);
        await using (var reader = await LakeFileReader.OpenAsync(path))
            Assert.InRange(reader.RowGroupCount, 2, 33);
        Assert.Equal(rows.Select(row => row.Replace(',', '|')), await LakeValues.ReadAsync(path));
        Assert.Equal(rows.Select(row => row.Replace(',', '|')), ArrowValues.Read(path));
        Assert.Equal(rows.Select(row => row.Replace(',', '|')), DuckDb.Query("SELECT * FROM $file", path));
        var quarantine = await LakeValues.ReadAsync(_lake.PathOf(LakeLayer.Quarantine, SourceContract.Users));
        Assert.Equal(100, quarantine.Count);
        Assert.All(quarantine, row => Assert.EndsWith("|x,1,M,☕", row, StringComparison.Ordinal));
        var metadata = _lake.Lake.List().Single(entry => entry.Partition.Layer == LakeLayer.Raw).Metadata;
        Assert.Equal((100L, 15L, 66L), (metadata.RecordCount, metadata.NullCounts["age"], metadata.NullCounts["gender"]));
        Assert.Empty((await _lake.Lake.VerifyAsync(deep: true, only: null, CancellationToken.None)).Problems);
    }

    private async Task CompareAsync(DirtyCsv[] files)
    {
        var contract = SourceContract.Transactions;
        var expected = new Dictionary<LakeLayer, List<string>>();
        LakeLayer[] layers = [LakeLayer.Raw, LakeLayer.Validated, LakeLayer.Quarantine];
        var paths = files.Select((file, number) =>
        {
            var path = _lake.WriteSource($"transactions_{number}.csv", "");
            File.WriteAllBytes(path, file.Content);
            return path;
        }).ToList();
        try
        {
            foreach (var path in paths)
            {
                await _lake.IngestAsync(contract, path);
                foreach (var layer in layers)
                    expected[layer] = [.. expected.GetValueOrDefault(layer) ?? [], .. await LakeValues.ReadAsync(_lake.PathOf(layer, contract))];
            }
            await _lake.IngestAsync(contract, paths[0]);
        }
        catch (RecoMart.Storage.SourceFileException)
        {
            // A quote that is never closed: no file to be read at all.
            return;
        }
        foreach (var path in paths.Skip(1))
            await ContinueAsync(contract, path);

        foreach (var layer in layers)
        {
            var path = _lake.PathOf(layer, contract);
            Assert.Equal(expected[layer], await LakeValues.ReadAsync(path));
            Assert.Equal(expected[layer], ArrowValues.Read(path));
            var fields = layer == LakeLayer.Quarantine ? IngestWriter.QuarantineContract.Fields : contract.Fields;
            Assert.Equal(expected[layer].Count, DuckDb.Query($"SELECT {LakeValues.DuckDbColumns(fields)} FROM $file", path).Count);
        }
        Assert.Empty((await _lake.Lake.VerifyAsync(deep: true, only: null, CancellationToken.None)).Problems);
    }

    private async Task ContinueAsync(SourceContract contract, string path)
    {
        var before = _lake.Lake.List().Where(entry => entry.Partition.Source == contract.Name).ToDictionary(entry => entry.Partition.Layer);
        using var writeLock = await _lake.LockAsync();
        using var writer = await IngestWriter.ContinueAsync(_lake.Lake, writeLock, contract, before, CancellationToken.None);
        await LakeFolder.WriteAsync(writer, contract, path);
        await writer.CommitAsync(LakeFolder.Quality, LakeFolder.Sources, null, CancellationToken.None);
    }
}
