-- What the typed read has refused; that is known once it has read.
WITH lines AS (
    SELECT line, any_value(csv_line) AS raw_text, bool_or(error_type <> 'CAST') AS malformed FROM reject_errors GROUP BY line),
cells AS (
    SELECT line, raw_text, [clean(x) FOR x IN regexp_extract_all(raw_text || ',', '("(?:[^"]|"")*"|[^,]*),', 1)] AS c, malformed FROM lines),
typed AS (
    SELECT line, raw_text, c, malformed OR len(c) <> 5 AS malformed, whole(c[1]) AS user_id, whole(c[2]) AS item_id, c[3] AS view_mode,
        try_cast(lower(c[3]) AS mode) AS mode, try_cast(whole(c[4]) AS INTEGER) AS rating, utc(c[5]) AS timestamp
    FROM cells)
SELECT *, CASE WHEN malformed THEN 'row' WHEN user_id IS NULL THEN 'user_id' WHEN item_id IS NULL THEN 'item_id'
    WHEN mode IS NULL THEN 'view_mode' WHEN timestamp IS NULL THEN 'timestamp' END AS field
FROM typed
