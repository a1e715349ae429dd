using RecoMart.Storage.Contract;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>A column of a <see cref="TableDefinition"/>.</summary>
internal sealed record ColumnDefinition
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its values.</summary>
    public required FieldType Type { get; init; }

    /// <summary>Whether it is a part of the key, and so never null.</summary>
    public bool Key { get; init; }

    /// <summary>The values of a categorical column, in their order; empty for any other.</summary>
    public IReadOnlyList<string> Values { get; init => field = value ?? field; } = [];

    /// <summary>What its values are counted or measured in; null where that is no question.</summary>
    public string? Unit { get; init; }

    /// <summary>What its values mean.</summary>
    public required string Definition { get; init; }

    /// <summary>When it is null.</summary>
    public required string Nulls { get; init; }

    /// <summary>The column as the lake checks it.</summary>
    public Field ToField() => new(Name, Type) { IsKey = Key, AllowedValues = Values, IsCategory = Values.Count > 0 };
}
