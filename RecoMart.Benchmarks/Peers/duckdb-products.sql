-- The typed read makes null of what it can't convert, and takes numbers and booleans that stand in quotes, as the field contract does.
CREATE TEMP TABLE plain AS
FROM read_json({input}, format = 'array', ignore_errors = true, columns = {
    'item_id': 'BIGINT', 'price': 'DOUBLE', 'brand': 'VARCHAR', 'category': 'VARCHAR', 'rating': 'DOUBLE', 'in_stock': 'BOOLEAN'});

-- A nested value comes as its JSON.
CREATE TEMP MACRO flat(x) AS CASE WHEN x[1] NOT IN ('{', '[') THEN x END;

COPY (
    SELECT item_id, price, flat(brand) AS brand, flat(category) AS category, rating, in_stock FROM plain WHERE item_id IS NOT NULL)
TO {raw} ({parquet});

COPY (
    SELECT item_id, price, flat(brand) AS brand, flat(category) AS category, rating, in_stock FROM plain WHERE item_id IS NOT NULL)
TO {validated} ({parquet});

COPY (
    SELECT {file_name} AS source_file, 0::BIGINT AS line_number, 'item_id' AS field, NULL::VARCHAR AS value,
        'a required value is missing or not allowed' AS reason, to_json(plain)::VARCHAR AS raw_text
    FROM plain WHERE item_id IS NULL)
TO {quarantine} ({parquet});
