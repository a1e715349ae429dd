using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Lake;

/// <summary>The schema of a data file.</summary>
/// <param name="Columns">The columns' names, in order.</param>
/// <param name="Dtypes">The type of each column, by the name pandas has for it.</param>
/// <param name="Categories">The values of each categorical column, in their order; null when there are none.</param>
public sealed record LakeSchema(
    IReadOnlyList<string> Columns, IReadOnlyDictionary<string, string> Dtypes, IReadOnlyDictionary<string, IReadOnlyList<string>>? Categories = null)
{
    /// <summary>The schema of a list of fields.</summary>
    /// <param name="fields">The fields.</param>
    /// <returns>The schema.</returns>
    public static LakeSchema Of(IReadOnlyList<Field> fields) =>
        new([.. fields.Select(field => field.Name)], fields.ToDictionary(field => field.Name, DtypeOf), CategoriesOf(fields));

    private static Dictionary<string, IReadOnlyList<string>>? CategoriesOf(IReadOnlyList<Field> fields) =>
        fields.Any(field => field.IsCategory)
            ? fields.Where(field => field.IsCategory).ToDictionary(field => field.Name, field => field.AllowedValues)
            : null;

    // The nullable types of pandas: Int64 and Int32 with capitals take nulls, int64 does not.
    private static string DtypeOf(Field field) => field.Type switch
    {
        FieldType.Int64 => field.IsKey ? "int64" : "Int64",
        FieldType.Int32 => "Int32",
        FieldType.Double => "Float64",
        FieldType.Boolean => "boolean",
        FieldType.Timestamp => "datetime64[us, UTC]",
        _ => field.IsCategory ? "category" : "string",
    };
}
