-- Settings, and the field contract's reading of text.
SET threads = {threads};
SET preserve_insertion_order = false;
SET TimeZone = 'UTC';

CREATE TEMP MACRO bare(x) AS
    trim(CASE WHEN x[1] = '"' AND x[-1] = '"' THEN replace(x[2:-2], '""', '"') ELSE x END, E' \t\r\n');
CREATE TEMP MACRO clean(x) AS
    CASE WHEN bare(x) IN ('', 'NA', 'N/A', 'NaN', 'nan', 'None', 'NULL', 'null', 'n/a', '<NA>', '#N/A') THEN NULL ELSE bare(x) END;
CREATE TEMP MACRO whole(x) AS
    CASE WHEN regexp_full_match(x, '[+-]?[0-9]+(\.0+)?') THEN try_cast(split_part(x, '.', 1) AS BIGINT) END;
