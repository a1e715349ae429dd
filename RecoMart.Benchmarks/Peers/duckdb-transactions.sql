-- The typed read takes a row only when every cell is in its plain form; nothing is a null word here, so that an empty key or
-- timestamp is refused too. What it refuses (a few rows in a thousand) comes with line number and text, and is read again below
-- with the whole field contract.
SET threads = {threads};
SET preserve_insertion_order = false;
SET TimeZone = 'UTC';

CREATE TYPE mode AS ENUM ('view', 'add_to_cart', 'purchase');
CREATE TYPE stars AS ENUM ('', '1', '2', '3', '4', '5');

CREATE TEMP TABLE plain AS
SELECT user_id, item_id, view_mode, nullif(enum_code(rating), 0)::INTEGER AS rating, timestamp
FROM read_csv({input}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '\N',
    columns = {'user_id': 'BIGINT', 'item_id': 'BIGINT', 'view_mode': 'mode', 'rating': 'stars', 'timestamp': 'TIMESTAMP'},
    timestampformat = {timestamp_format}, store_rejects = true, rejects_limit = 0);

CREATE TEMP MACRO bare(x) AS
    trim(CASE WHEN x[1] = '"' AND x[-1] = '"' THEN replace(x[2:-2], '""', '"') ELSE x END, E' \t\r\n');
CREATE TEMP MACRO clean(x) AS
    CASE WHEN bare(x) IN ('', 'NA', 'N/A', 'NaN', 'nan', 'None', 'NULL', 'null', 'n/a', '<NA>', '#N/A') THEN NULL ELSE bare(x) END;
CREATE TEMP MACRO whole(x) AS
    CASE WHEN regexp_full_match(x, '[+-]?[0-9]+(\.0+)?') THEN try_cast(split_part(x, '.', 1) AS BIGINT) END;
CREATE TEMP MACRO utc(x) AS
    CASE WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?')
    THEN try_cast(regexp_replace(x, '([+-][0-9]{2})([0-9]{2})$', '\1:\2') AS TIMESTAMPTZ)::TIMESTAMP END;

CREATE TEMP TABLE refused AS
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
FROM typed;

COPY (
    SELECT user_id, item_id, view_mode::VARCHAR AS view_mode, rating, timestamp FROM plain
    UNION ALL
    SELECT user_id, item_id, view_mode, rating, timestamp FROM refused
    WHERE NOT malformed AND user_id IS NOT NULL AND item_id IS NOT NULL)
TO {raw} ({parquet});

COPY (
    SELECT user_id, item_id, view_mode, rating, timestamp FROM plain
    UNION ALL
    SELECT user_id, item_id, mode, CASE WHEN rating BETWEEN 1 AND 5 THEN rating END, timestamp FROM refused WHERE field IS NULL)
TO {validated} ({parquet});

COPY (
    SELECT {file_name} AS source_file, line AS line_number, field,
        CASE field WHEN 'user_id' THEN c[1] WHEN 'item_id' THEN c[2] WHEN 'view_mode' THEN c[3] WHEN 'timestamp' THEN c[5] END AS value,
        CASE WHEN field = 'row' THEN 'a row of another shape than the header' ELSE 'a required value is missing or not allowed' END AS reason,
        raw_text
    FROM refused WHERE field IS NOT NULL)
TO {quarantine} ({parquet});
