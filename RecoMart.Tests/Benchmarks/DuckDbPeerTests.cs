using DuckDB.NET.Data;
using RecoMart.Benchmarks.Batch;
using RecoMart.Benchmarks.Peers;

namespace RecoMart.Tests.Benchmarks;

public sealed class DuckDbPeerTests : IDisposable
{
    private const string Header = "user_id,item_id,view_mode,rating,timestamp\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recomart-peer-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Dirty_rows_go_where_the_field_contract_sends_them()
    {
        Ingest("""
            1,100,view,4,2026-01-06 00:51:47.306638
            2.0,101.0,view,,2026-01-06T00:51:48Z
             3 ,102, View ,5.0,2026-01-06T01:51:49+01:00
            4,103,PURCHASE,9,2026-01-06
            5,104,purchase,five,2026-01-06 00:51:47.1234567
            6,105,veiw,3,2026-01-06 00:51:50
            7,106,,3,2026-01-06 00:51:50
            8,107,view,3,
            9,108,view,3,31/12/2025 10:15
            10,109,None,N/A,NaN
            "1,024",110,view,3,2026-01-06 00:51:51
            unknown,111,view,3,2026-01-06 00:51:52
            ,112,view,3,2026-01-06 00:51:53
            13,P113,view,3,2026-01-06 00:51:54
            14,114,view,3
            15,115
            16
            17,116,view,3,2026-01-06 00:51:55,promo
            1,024,117,view,3,2026-01-06 00:51:56
            "18","118","view","2","2026-01-06 00:51:57.5"

            """);

        // Keys can be read in lines 2–11 and 21; of those, lines 7–11 lack a required value.
        Assert.Equal([11, 6, 14], LakeOutput.Describe(_folder.FullName, BatchSource.Transactions).Select(layer => layer.Rows));
        Assert.Equal(
            ["7 view_mode", "8 view_mode", "9 timestamp", "10 timestamp", "11 view_mode", "12 user_id", "13 user_id", "14 user_id",
             "15 item_id", "16 row", "17 row", "18 row", "19 row", "20 row"],
            Query("quarantine", "line_number || ' ' || field", "line_number"));
        Assert.Equal(["1", "2", "3", "4", "5", "18"], Query("validated", "user_id::VARCHAR", "user_id"));
        Assert.Equal(["4", "∅", "5", "∅", "∅", "2"], Query("validated", "coalesce(rating::VARCHAR, '∅')", "user_id"));
        Assert.Equal(["view", "view", "view", "purchase", "purchase", "view"], Query("validated", "view_mode::VARCHAR", "user_id"));
        Assert.Equal(
            ["2026-01-06 00:51:47.306638", "2026-01-06 00:51:48", "2026-01-06 00:51:49", "2026-01-06 00:00:00", "2026-01-06 00:51:47.123456", "2026-01-06 00:51:57.5"],
            Query("validated", "timestamp::VARCHAR", "user_id"));
    }

    [Fact]
    public void The_raw_layer_keeps_what_can_be_read_unjudged()
    {
        Ingest("""
            4,103, PURCHASE ,9,2026-01-06
            6,105,veiw,five,yesterday

            """);

        Assert.Equal(["PURCHASE 9 2026-01-06 00:00:00", "veiw ∅ ∅"],
            Query("raw", "concat_ws(' ', view_mode, coalesce(rating::VARCHAR, '∅'), coalesce(timestamp::VARCHAR, '∅'))", "user_id"));
    }

    [Fact]
    public void Times_with_an_offset_throughout_are_read_too()
    {
        Ingest("""
            1,100,view,4,2026-02-01T06:35:10.550000+01:00
            2,101,view,4,2026-02-01T06:35:10.550000-05:00

            """);

        Assert.Equal(["2026-02-01 05:35:10.55", "2026-02-01 11:35:10.55"], Query("validated", "timestamp::VARCHAR", "user_id"));
    }

    [Fact]
    public void Without_raw_the_other_outputs_are_the_same()
    {
        Ingest("""
            1,100,view,4,2026-01-06 00:51:47.306638
            2.0,101.0,View,,2026-01-06T00:51:48Z
            6,105,veiw,3,2026-01-06 00:51:50
            16

            """);
        var all = LakeOutput.Describe(_folder.FullName, BatchSource.Transactions);
        var fewer = Path.Combine(_folder.FullName, "fewer");

        DuckDbPeer.Run(BatchSource.Transactions, Path.Combine(_folder.FullName, "transactions.csv"), fewer, threads: 2, PeerOutputs.Validated);

        var content = LakeOutput.Describe(fewer, BatchSource.Transactions);
        Assert.Equal(0, content[0].Rows);
        Assert.Equal(all.Skip(1).Select(layer => (layer.Rows, layer.Sums)), content.Skip(1).Select(layer => (layer.Rows, layer.Sums)));
        Assert.Equal([3, 2, 2], all.Select(layer => layer.Rows));
    }

    [Fact]
    public void Dirty_users_go_where_the_field_contract_sends_them()
    {
        var input = Path.Combine(_folder.FullName, "users.csv");
        File.WriteAllText(input, """
            user_id,age,gender,device
            1,30,M,Mobile
            2.0, 31.0 ,female,TABLET
            3,-5,Femlae,SmartTV
            4,,None,
            U5,30,M,Mobile
            6,30,M

            """);

        DuckDbPeer.Run(BatchSource.Users, input, _folder.FullName, threads: 2);

        var content = LakeOutput.Describe(_folder.FullName, BatchSource.Users);
        Assert.Equal([4, 4, 2], content.Select(layer => layer.Rows));
        Assert.Equal("10 2 61 [F, M, NULL] 2 2 [Mobile, Tablet, NULL] 2 12", content[1].Sums);
        Assert.StartsWith("10 3 56 ", content[0].Sums, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_header_is_refused()
    {
        var input = Path.Combine(_folder.FullName, "transactions.csv");
        File.WriteAllText(input, "user,item\n1,2\n");

        var error = Assert.Throws<InvalidDataException>(() => DuckDbPeer.Run(BatchSource.Transactions, input, _folder.FullName, threads: 1));
        Assert.Contains("user,item", error.Message, StringComparison.Ordinal);
    }

    private void Ingest(string rows)
    {
        var input = Path.Combine(_folder.FullName, "transactions.csv");
        File.WriteAllText(input, Header + rows);
        DuckDbPeer.Run(BatchSource.Transactions, input, _folder.FullName, threads: 2);
    }

    private List<string> Query(string layer, string expression, string order)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {expression} FROM read_parquet({DuckDbPeer.Literal(LakeOutput.Find(_folder.FullName, BatchSource.Transactions, layer).Single().FullName)}) ORDER BY {order}";
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
            values.Add(reader.GetString(0));
        return values;
    }
}
