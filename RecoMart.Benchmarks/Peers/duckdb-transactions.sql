-- The typed read takes a row only when every cell is in its plain form; nothing is a null word here, so that an empty key or
-- timestamp is refused too. What it refuses (a few rows in a thousand) comes with line number and text, and is read again
-- with the whole field contract.
CREATE TYPE mode AS ENUM ('view', 'add_to_cart', 'purchase');
CREATE TYPE stars AS ENUM ('', '1', '2', '3', '4', '5');

CREATE TEMP MACRO plain_rows() AS TABLE
SELECT user_id, item_id, view_mode, nullif(enum_code(rating), 0)::INTEGER AS rating, timestamp
FROM read_csv({input}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '\N',
    columns = {'user_id': 'BIGINT', 'item_id': 'BIGINT', 'view_mode': 'mode', 'rating': 'stars', 'timestamp': 'TIMESTAMP'},
    timestampformat = {timestamp_format}, store_rejects = true, rejects_limit = 0);

CREATE TEMP MACRO utc(x) AS
    CASE WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?')
    THEN try_cast(regexp_replace(x, '([+-][0-9]{2})([0-9]{2})$', '\1:\2') AS TIMESTAMPTZ)::TIMESTAMP END;
