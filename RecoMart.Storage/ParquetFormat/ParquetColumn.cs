using RecoMart.Storage.Contract;

namespace RecoMart.Storage.ParquetFormat;

/// <summary>A column of a flat Parquet schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its values are.</param>
/// <param name="IsRequired">Whether each row has a value: REQUIRED, else OPTIONAL.</param>
/// <param name="Codec">How its pages are compressed.</param>
internal sealed record ParquetColumn(string Name, FieldType Type, bool IsRequired, ParquetCodec Codec)
{
    /// <summary>The number of the physical type in the format's <c>Type</c>.</summary>
    public int PhysicalType => Type switch
    {
        FieldType.Boolean => 0,
        FieldType.Int32 => 1,
        FieldType.Int64 or FieldType.Timestamp => 2,
        FieldType.Double => 5,
        _ => 6,
    };
}
