-- As for the transactions: a typed read, and what it refuses is read again below with the whole field contract.
CREATE TYPE gender AS ENUM ('M', 'F');
CREATE TYPE device AS ENUM ('Mobile', 'Desktop', 'Tablet');

CREATE TEMP TABLE plain AS
FROM read_csv({input}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '\N',
    columns = {'user_id': 'BIGINT', 'age': 'INTEGER', 'gender': 'gender', 'device': 'device'},
    store_rejects = true, rejects_limit = 0);

CREATE TEMP TABLE refused AS
WITH lines AS (
    SELECT line, any_value(csv_line) AS raw_text, bool_or(error_type <> 'CAST') AS malformed FROM reject_errors GROUP BY line),
cells AS (
    SELECT line, raw_text, [clean(x) FOR x IN regexp_extract_all(raw_text || ',', '("(?:[^"]|"")*"|[^,]*),', 1)] AS c, malformed FROM lines),
typed AS (
    SELECT line, raw_text, c, malformed OR len(c) <> 4 AS malformed, whole(c[1]) AS user_id, try_cast(whole(c[2]) AS INTEGER) AS age,
        c[3] AS gender, c[4] AS device
    FROM cells)
SELECT *, CASE WHEN malformed THEN 'row' WHEN user_id IS NULL THEN 'user_id' END AS field
FROM typed;

COPY (
    SELECT user_id, age, gender::VARCHAR AS gender, device::VARCHAR AS device FROM plain
    UNION ALL
    SELECT user_id, age, gender, device FROM refused WHERE field IS NULL)
TO {raw} ({parquet});

COPY (
    SELECT user_id, CASE WHEN age > 0 THEN age END AS age, gender::VARCHAR AS gender, device::VARCHAR AS device FROM plain
    UNION ALL
    SELECT user_id, CASE WHEN age > 0 THEN age END,
        CASE lower(gender) WHEN 'm' THEN 'M' WHEN 'male' THEN 'M' WHEN 'f' THEN 'F' WHEN 'female' THEN 'F' END,
        CASE lower(device) WHEN 'mobile' THEN 'Mobile' WHEN 'desktop' THEN 'Desktop' WHEN 'tablet' THEN 'Tablet' END
    FROM refused WHERE field IS NULL)
TO {validated} ({parquet});

COPY (
    SELECT {file_name} AS source_file, line AS line_number, field, CASE field WHEN 'user_id' THEN c[1] END AS value,
        CASE WHEN field = 'row' THEN 'a row of another shape than the header' ELSE 'a required value is missing or not allowed' END AS reason,
        raw_text
    FROM refused WHERE field IS NOT NULL)
TO {quarantine} ({parquet});
