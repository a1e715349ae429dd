-- Input:  features.interactions, features.events, prepared.products, parameters
-- Output: features.item_features
-- Grain:  one row per item that is known or has an event
WITH activity AS (
    SELECT i.item_id,
        CAST(SUM(i.events) AS BIGINT) AS events,
        CAST(SUM(i.views) AS BIGINT) AS views,
        CAST(SUM(i.add_to_carts) AS BIGINT) AS add_to_carts,
        CAST(SUM(i.purchases) AS BIGINT) AS purchases,
        COUNT(*) AS distinct_users,
        COUNT(*) FILTER (WHERE i.views > 0) AS viewers,
        COUNT(*) FILTER (WHERE i.add_to_carts > 0) AS adders,
        COUNT(*) FILTER (WHERE i.views > 0 AND i.add_to_carts > 0) AS viewers_who_added,
        COUNT(*) FILTER (WHERE i.add_to_carts > 0 AND i.purchases > 0) AS adders_who_bought,
        COUNT(*) FILTER (WHERE i.views > 0 AND i.purchases > 0) AS viewers_who_bought,
        CAST(SUM(i.ratings) AS BIGINT) AS ratings,
        CAST(SUM(i.rating_sum) AS DOUBLE) AS rating_sum
    FROM features.interactions AS i
    GROUP BY i.item_id
),
all_ratings AS (
    SELECT CAST(SUM(i.rating_sum) AS DOUBLE) / NULLIF(CAST(SUM(i.ratings) AS DOUBLE), 0E0) AS mean
    FROM features.interactions AS i
),
recent AS (
    SELECT e.item_id,
        COUNT(*) FILTER (WHERE days_between(e.timestamp, r.as_of) <= 7E0) AS last_7_days,
        COUNT(*) FILTER (WHERE days_between(e.timestamp, r.as_of) > 7E0) AS days_28_before
    FROM features.events AS e
    CROSS JOIN parameters AS r
    WHERE days_between(e.timestamp, r.as_of) <= 35E0
    GROUP BY e.item_id
),
prices AS (
    SELECT p.item_id, PERCENT_RANK() OVER (PARTITION BY p.category ORDER BY p.price) AS percentile
    FROM prepared.products AS p
    WHERE p.category IS NOT NULL AND p.price IS NOT NULL
)
SELECT COALESCE(p.item_id, a.item_id) AS item_id,
    p.item_id IS NOT NULL AS item_known,
    p.category,
    p.price,
    c.percentile AS price_percentile,
    COALESCE(a.events, 0) AS events,
    COALESCE(a.views, 0) AS views,
    COALESCE(a.add_to_carts, 0) AS add_to_carts,
    COALESCE(a.purchases, 0) AS purchases,
    COALESCE(a.distinct_users, 0) AS distinct_users,
    CAST(a.viewers_who_added AS DOUBLE) / NULLIF(a.viewers, 0) AS view_to_cart,
    CAST(a.adders_who_bought AS DOUBLE) / NULLIF(a.adders, 0) AS cart_to_purchase,
    CAST(a.viewers_who_bought AS DOUBLE) / NULLIF(a.viewers, 0) AS view_to_purchase,
    COALESCE(a.ratings, 0) AS ratings,
    (r.rating_prior * m.mean + COALESCE(a.rating_sum, 0E0)) / NULLIF(r.rating_prior + COALESCE(a.ratings, 0), 0E0) AS mean_rating,
    COALESCE(n.last_7_days, 0) AS events_last_7_days,
    COALESCE(n.days_28_before, 0) AS events_28_days_before,
    CAST(4 * n.last_7_days - n.days_28_before AS DOUBLE) / (4 * n.last_7_days + n.days_28_before) AS trend
FROM prepared.products AS p
FULL OUTER JOIN activity AS a ON a.item_id = p.item_id
LEFT JOIN prices AS c ON c.item_id = p.item_id
LEFT JOIN recent AS n ON n.item_id = a.item_id
CROSS JOIN all_ratings AS m
CROSS JOIN parameters AS r
ORDER BY 1
