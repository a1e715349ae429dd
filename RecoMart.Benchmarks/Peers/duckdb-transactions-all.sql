-- Two outputs are made of the plain rows, so they are kept.
CREATE TEMP TABLE plain AS FROM plain_rows();
CREATE TEMP TABLE refused AS
{refused_rows};

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
