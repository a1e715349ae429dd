-- Input:  features.interactions, prepared.products
-- Output: features.user_categories, a step on the way to features.user_features: it and the counts by user are not in memory at once
-- Grain:  one row per user and category of the user's events
SELECT i.user_id, p.category, CAST(SUM(i.events) AS BIGINT) AS events, MAX(i.last_event) AS last_event
FROM features.interactions AS i
JOIN prepared.products AS p ON p.item_id = i.item_id
WHERE p.category IS NOT NULL
GROUP BY i.user_id, p.category
