namespace RecoMart.Storage.Contract;

/// <summary>The type of a field's values, in memory and in Parquet.</summary>
public enum FieldType
{
    /// <summary>64-bit signed integer: Parquet INT64.</summary>
    Int64,

    /// <summary>32-bit signed integer: Parquet INT32.</summary>
    Int32,

    /// <summary>Finite double-precision number: Parquet DOUBLE.</summary>
    Double,

    /// <summary>True or false: Parquet BOOLEAN.</summary>
    Boolean,

    /// <summary>UTF-8 text: Parquet BYTE_ARRAY with the logical type STRING.</summary>
    Text,

    /// <summary>An instant in UTC, in microseconds since 1970-01-01: Parquet INT64 with the logical type TIMESTAMP (microseconds, adjusted to UTC).</summary>
    Timestamp,
}
