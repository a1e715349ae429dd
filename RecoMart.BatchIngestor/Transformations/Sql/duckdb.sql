-- What the transformations need beyond standard SQL, for DuckDB. docs/scaling.md has the same for Spark and Trino.

-- The time between two instants in days of 24 hours, to the microsecond: no calendar, so no time zone and no daylight-saving change.
CREATE MACRO days_between(earlier, later) AS (epoch_us(later) - epoch_us(earlier)) / 86400000000E0;
