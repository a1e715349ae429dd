-- Input:  prepared.transactions, parameters (one row: the settings of this run)
-- Output: features.events, a view
-- Grain:  one row per event before the as-of time. Features read events here and nowhere else, so none can know what came later.
SELECT t.user_id, t.item_id, t.view_mode, t.rating, t.timestamp, t.user_known, t.item_known
FROM prepared.transactions AS t
CROSS JOIN parameters AS p
WHERE t.timestamp < p.as_of
