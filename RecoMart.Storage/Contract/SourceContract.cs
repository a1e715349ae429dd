namespace RecoMart.Storage.Contract;

/// <summary>
/// What a row of a source is: its fields in the lake's column order, and the rules of each. The one place that says so, for the
/// API, the CSV and JSON readers and the lake.
/// </summary>
/// <param name="Name">The source's name, which is also its folder in the lake.</param>
/// <param name="DatasetName">The name of its files in the lake, without extension.</param>
/// <param name="Fields">The fields, in order.</param>
public sealed record SourceContract(string Name, string DatasetName, IReadOnlyList<Field> Fields)
{
    /// <summary>Whether each key should stand in one row only; rows that repeat one are kept and counted.</summary>
    public bool KeysAreUnique { get; init; }

    /// <summary>User registrations: <c>user_id, age, gender, device</c>.</summary>
    public static SourceContract Users { get; } = new("users", "users_merged",
    [
        new Field("user_id", FieldType.Int64) { IsKey = true, IsRequired = true },
        new Field("age", FieldType.Int32) { Minimum = 1 },
        new Field("gender", FieldType.Text)
        {
            AllowedValues = ["M", "F"],
            Synonyms = new Dictionary<string, string> { ["Male"] = "M", ["Female"] = "F" },
        },
        new Field("device", FieldType.Text) { AllowedValues = ["Mobile", "Desktop", "Tablet"] },
    ]);

    /// <summary>The product catalogue: <c>item_id, price, brand, category, rating, in_stock</c>.</summary>
    public static SourceContract Products { get; } = new("products", "products",
    [
        new Field("item_id", FieldType.Int64) { IsKey = true, IsRequired = true },
        new Field("price", FieldType.Double),
        new Field("brand", FieldType.Text),
        new Field("category", FieldType.Text),
        new Field("rating", FieldType.Double),
        new Field("in_stock", FieldType.Boolean),
    ])
    {
        KeysAreUnique = true,
    };

    /// <summary>What users did with products: <c>user_id, item_id, view_mode, rating, timestamp</c>.</summary>
    public static SourceContract Transactions { get; } = new("transactions", "transactions_merged",
    [
        new Field("user_id", FieldType.Int64) { IsKey = true, IsRequired = true },
        new Field("item_id", FieldType.Int64) { IsKey = true, IsRequired = true },
        new Field("view_mode", FieldType.Text) { IsRequired = true, AllowedValues = ["view", "add_to_cart", "purchase"] },
        new Field("rating", FieldType.Int32) { ColumnIsOptional = true, Minimum = 1, Maximum = 5 },
        new Field("timestamp", FieldType.Timestamp) { IsRequired = true },
    ]);

    /// <summary>All sources, in the order in which they are ingested.</summary>
    public static IReadOnlyList<SourceContract> All { get; } = [Users, Products, Transactions];

    /// <summary>Finds a source by its name.</summary>
    /// <param name="name">The name, such as <c>users</c>.</param>
    /// <returns>The source, or null when there is none of that name.</returns>
    public static SourceContract? Find(string name) => All.FirstOrDefault(source => source.Name == name);
}
