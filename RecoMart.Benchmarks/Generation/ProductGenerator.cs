using System.Text.Encodings.Web;
using System.Text.Json;

namespace RecoMart.Benchmarks.Generation;

/// <summary>Writes a catalogue as a JSON array, numbered like the items of <see cref="TransactionGenerator"/>.</summary>
internal static class ProductGenerator
{
    private const int FlushAt = 1 << 16;

    /// <summary>What can be wrong, or only unusual, in an item; one after the other.</summary>
    private static readonly Action<Utf8JsonWriter, Product>[] Dirt =
    [
        // Price as text; it can be read.
        (json, item) => WriteItem(json, item, price: () => json.WriteString("price", $"{item.Price}")),

        // No rating.
        (json, item) => WriteItem(json, item, rating: () => { }),

        // An object where a text belongs.
        (json, item) => WriteItem(json, item, brand: () => WriteNested(json, item)),

        // The number of the item before.
        (json, item) => WriteItem(json, item with { ItemId = item.ItemId - 1 }),

        // A price that nobody can read.
        (json, item) => WriteItem(json, item, price: () => json.WriteString("price", "on request")),

        // A null where a value belongs.
        (json, item) => WriteItem(json, item, brand: () => json.WriteNull("brand")),

        // No number of its own: the key cannot be read.
        (json, item) => WriteItem(json, item, id: () => json.WriteString("item_id", $"SKU-{item.ItemId}")),

        // A boolean as a word; it can be read.
        (json, item) => WriteItem(json, item, stock: () => json.WriteString("in_stock", item.InStock ? "yes" : "no")),

        // A field that the contract does not know.
        (json, item) => WriteItem(json, item, stock: () =>
        {
            json.WriteBoolean("in_stock", item.InStock);
            json.WriteString("colour", "green");
        }),
    ];

    /// <summary>Writes an array of <see cref="ProductOptions.Rows"/> objects.</summary>
    public static void Write(Stream output, ProductOptions options)
    {
        var random = new SeededRandom(options.Seed);
        var catalogue = new ProductCatalogue(options.Seed);
        var dirtyBelow = (ulong)(options.DirtyShare * uint.MaxValue);
        var dirtyItems = 0;

        // The line break is fixed: the writer's default is the platform's.
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions
        {
            Indented = true,
            IndentSize = 4,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        json.WriteStartArray();
        for (var row = 0L; row < options.Rows; row++)
        {
            var item = catalogue.Next(TransactionGenerator.FirstItem + row);
            if (random.Next() >> 32 < dirtyBelow)
                Dirt[dirtyItems++ % Dirt.Length](json, item);
            else
                WriteItem(json, item);
            if (json.BytesPending > FlushAt)
                json.Flush();
        }

        json.WriteEndArray();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteItem(
        Utf8JsonWriter json, Product item, Action? id = null, Action? price = null, Action? brand = null, Action? rating = null, Action? stock = null)
    {
        json.WriteStartObject();
        Write(id, () => json.WriteNumber("item_id", item.ItemId));
        Write(price, () => json.WriteNumber("price", item.Price));
        Write(brand, () => json.WriteString("brand", item.Brand));
        json.WriteString("category", item.Category);
        Write(rating, () => json.WriteNumber("rating", item.Rating));
        Write(stock, () => json.WriteBoolean("in_stock", item.InStock));
        json.WriteEndObject();

        static void Write(Action? special, Action usual) => (special ?? usual)();
    }

    private static void WriteNested(Utf8JsonWriter json, Product item)
    {
        json.WriteStartObject("brand");
        json.WriteString("name", item.Brand);
        json.WriteNumber("since", 1987);
        json.WriteEndObject();
    }
}
