-- Input:  features.events, parameters
-- Output: features.unsorted_interactions, a step on the way to features.interactions: apart from the sort, each takes half the memory
-- Grain:  one row per user and item
SELECT e.user_id, e.item_id,
    -- A sum of decimals is exact: it does not depend on the order of the rows, as one of floating-point numbers does.
    GREATEST(0E0, CAST(SUM(CAST(
        (
            CASE e.view_mode
                WHEN 'view' THEN p.view_weight
                WHEN 'add_to_cart' THEN p.add_to_cart_weight
                WHEN 'purchase' THEN p.purchase_weight
            END
            + COALESCE(p.rating_weight * (e.rating - 3) / 2E0, 0E0)
        ) * POWER(0.5E0, days_between(e.timestamp, p.as_of) / p.half_life_days)
        AS DECIMAL(18, 9))) AS DOUBLE)) AS score,
    COUNT(*) AS events,
    COUNT(*) FILTER (WHERE e.view_mode = 'view') AS views,
    COUNT(*) FILTER (WHERE e.view_mode = 'add_to_cart') AS add_to_carts,
    COUNT(*) FILTER (WHERE e.view_mode = 'purchase') AS purchases,
    COUNT(e.rating) AS ratings,
    CAST(COALESCE(SUM(e.rating), 0) AS BIGINT) AS rating_sum,
    MIN(e.timestamp) AS first_event,
    MAX(e.timestamp) AS last_event,
    e.user_known,
    e.item_known
FROM features.events AS e
CROSS JOIN parameters AS p
GROUP BY e.user_id, e.item_id, e.user_known, e.item_known
