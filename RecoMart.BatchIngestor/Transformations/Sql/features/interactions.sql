-- Input:  features.unsorted_interactions
-- Output: features.interactions
-- Grain:  one row per user and item
SELECT i.user_id, i.item_id, i.score, i.events, i.views, i.add_to_carts, i.purchases, i.ratings, i.rating_sum,
    i.first_event, i.last_event, i.user_known, i.item_known
FROM features.unsorted_interactions AS i
ORDER BY i.user_id, i.item_id
