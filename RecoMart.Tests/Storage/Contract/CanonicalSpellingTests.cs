using System.Text;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Contract;

/// <summary>Which texts a field with allowed values takes, and how the validated layer spells them.</summary>
public sealed class CanonicalSpellingTests
{
    [Theory]
    [InlineData("gender", "M", "M")]
    [InlineData("gender", "m", "M")]
    [InlineData("gender", " f ", "F")]
    [InlineData("gender", "Male", "M")]
    [InlineData("gender", "MALE", "M")]
    [InlineData("gender", "female", "F")]
    [InlineData("device", "Mobile", "Mobile")]
    [InlineData("device", "MOBILE", "Mobile")]
    [InlineData("device", "desktop\t", "Desktop")]
    [InlineData("device", "tAbLeT", "Tablet")]
    [InlineData("view_mode", "view", "view")]
    [InlineData("view_mode", "View", "view")]
    [InlineData("view_mode", "ADD_TO_CART", "add_to_cart")]
    [InlineData("view_mode", "Purchase ", "purchase")]
    public void Case_and_outer_spaces_do_not_matter(string field, string cell, string expected) =>
        Assert.Equal((CellStatus.Value, expected), Clean(field, cell));

    [Theory]
    [InlineData("gender", "X")]
    [InlineData("gender", "Man")]
    [InlineData("gender", "Femlae")]
    [InlineData("gender", "M F")]
    [InlineData("device", "Moblie")]
    [InlineData("device", "Phone")]
    [InlineData("device", "Mobile Phone")]
    [InlineData("view_mode", "veiw")]
    [InlineData("view_mode", "add to cart")]
    [InlineData("view_mode", "add-to-cart")]
    [InlineData("view_mode", "\u00A0view")]
    public void Nothing_is_guessed(string field, string cell) => Assert.Equal((CellStatus.RuleBroken, null), Clean(field, cell));

    // Letters that some languages and some case mappings hold for i, k and s.
    [Theory]
    [InlineData("device", "MOB\u0130LE")]
    [InlineData("device", "mob\u0131le")]
    [InlineData("device", "des\u212Atop")]
    [InlineData("device", "de\u017Fktop")]
    [InlineData("view_mode", "V\u0130EW")]
    [InlineData("view_mode", "v\u0131ew")]
    [InlineData("view_mode", "purcha\u017Fe")]
    [InlineData("view_mode", "ｖｉｅｗ")]
    public void Letters_beyond_ascii_are_other_letters(string field, string cell) => Assert.Equal((CellStatus.RuleBroken, null), Clean(field, cell));

    [Theory]
    [InlineData("age", "1", true)]
    [InlineData("age", "150", true)]
    [InlineData("age", "0", false)]
    [InlineData("age", "-5", false)]
    [InlineData("rating", "1", true)]
    [InlineData("rating", "5.0", true)]
    [InlineData("rating", "0", false)]
    [InlineData("rating", "6", false)]
    public void Numbers_must_keep_to_their_range(string field, string cell, bool allowed) =>
        Assert.Equal(allowed ? CellStatus.Value : CellStatus.RuleBroken, Clean(field, cell).Status);

    [Theory]
    [InlineData("gender", "not one of M, F")]
    [InlineData("device", "not one of Mobile, Desktop, Tablet")]
    [InlineData("view_mode", "not one of view, add_to_cart, purchase")]
    [InlineData("age", "must be > 0")]
    [InlineData("rating", "must be between 1 and 5")]
    public void The_rule_is_the_reason(string field, string reason) => Assert.Equal(reason, Find(field).Explain(CellStatus.RuleBroken));

    private static (CellStatus Status, object? Value) Clean(string name, string cell)
    {
        var contract = new SourceContract("test", "test", [Find(name)]);
        var batch = new RowBatch(contract);
        batch.Restart(0);
        batch.Columns[0].Append(Encoding.UTF8.GetBytes(cell));
        batch.EndRow(1, default);
        var cleaner = new RowCleaner(contract);
        cleaner.Clean(batch);
        return (cleaner.Statuses(0)[0], ColumnValues.Cleaned(cleaner, 0, 0));
    }

    // The rating with a rule is the transactions'; the products' is a decimal.
    private static Field Find(string name) =>
        SourceContract.Users.Fields.Concat(SourceContract.Transactions.Fields).First(field => field.Name == name);
}
