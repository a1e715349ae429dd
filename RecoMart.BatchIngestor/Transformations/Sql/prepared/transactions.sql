-- Input:  prepared.distinct_transactions, prepared.users, prepared.products
-- Output: prepared.transactions
-- Grain:  one row per event, by time. The other columns of the order make it the same in every run.
SELECT t.user_id, t.item_id, t.view_mode, t.rating, t.timestamp,
    u.user_id IS NOT NULL AS user_known,
    p.item_id IS NOT NULL AS item_known
FROM prepared.distinct_transactions AS t
LEFT JOIN prepared.users AS u ON u.user_id = t.user_id
LEFT JOIN prepared.products AS p ON p.item_id = t.item_id
ORDER BY t.timestamp, t.user_id, t.item_id, t.view_mode, t.rating NULLS FIRST
