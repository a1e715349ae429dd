-- One output is made of the plain rows, so they go straight to its file, and the few repaired ones to a second file beside it.
COPY (SELECT user_id, item_id, view_mode::VARCHAR AS view_mode, rating, timestamp FROM plain_rows())
TO {validated} ({parquet});
CREATE TEMP TABLE refused AS
{refused_rows};

COPY (
    SELECT user_id, item_id, mode::VARCHAR AS view_mode, CASE WHEN rating BETWEEN 1 AND 5 THEN rating END AS rating, timestamp
    FROM refused WHERE field IS NULL)
TO {repaired} ({parquet});

COPY (
    SELECT {file_name} AS source_file, line AS line_number, field,
        CASE field WHEN 'user_id' THEN c[1] WHEN 'item_id' THEN c[2] WHEN 'view_mode' THEN c[3] WHEN 'timestamp' THEN c[5] END AS value,
        CASE WHEN field = 'row' THEN 'a row of another shape than the header' ELSE 'a required value is missing or not allowed' END AS reason,
        raw_text
    FROM refused WHERE field IS NOT NULL)
TO {quarantine} ({parquet});
