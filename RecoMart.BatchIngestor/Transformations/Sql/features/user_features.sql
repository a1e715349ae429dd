-- Input:  features.interactions, features.user_categories, prepared.users, parameters
-- Output: features.user_features
-- Grain:  one row per user who is known or has an event
WITH activity AS (
    SELECT i.user_id,
        CAST(SUM(i.events) AS BIGINT) AS events,
        CAST(SUM(i.views) AS BIGINT) AS views,
        CAST(SUM(i.add_to_carts) AS BIGINT) AS add_to_carts,
        CAST(SUM(i.purchases) AS BIGINT) AS purchases,
        COUNT(*) AS distinct_items,
        CAST(SUM(i.ratings) AS BIGINT) AS ratings,
        CAST(SUM(i.rating_sum) AS DOUBLE) AS rating_sum,
        MIN(i.first_event) AS first_event,
        MAX(i.last_event) AS last_event
    FROM features.interactions AS i
    GROUP BY i.user_id
),
favourites AS (
    SELECT c.user_id, c.category,
        ROW_NUMBER() OVER (PARTITION BY c.user_id ORDER BY c.events DESC, c.last_event DESC, c.category) AS place
    FROM features.user_categories AS c
)
SELECT COALESCE(u.user_id, a.user_id) AS user_id,
    u.user_id IS NOT NULL AS user_known,
    u.device,
    COALESCE(a.events, 0) AS events,
    COALESCE(a.views, 0) AS views,
    COALESCE(a.add_to_carts, 0) AS add_to_carts,
    COALESCE(a.purchases, 0) AS purchases,
    COALESCE(a.distinct_items, 0) AS distinct_items,
    COALESCE(a.ratings, 0) AS ratings,
    a.rating_sum / NULLIF(a.ratings, 0) AS mean_rating,
    days_between(a.last_event, r.as_of) AS recency_days,
    days_between(a.first_event, r.as_of) AS tenure_days,
    CAST(a.events AS DOUBLE) / GREATEST(days_between(a.first_event, r.as_of), 1E0) AS events_per_day,
    f.category AS favourite_category
FROM prepared.users AS u
FULL OUTER JOIN activity AS a ON a.user_id = u.user_id
LEFT JOIN favourites AS f ON f.user_id = a.user_id AND f.place = 1
CROSS JOIN parameters AS r
ORDER BY 1
