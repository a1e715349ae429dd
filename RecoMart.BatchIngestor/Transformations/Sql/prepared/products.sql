-- Input:  validated.products, where "position" numbers the rows in the order in which they stand in the file
-- Output: prepared.products
-- Grain:  one row per item_id, the last one
SELECT p.item_id, p.price, p.brand, p.category, p.rating, p.in_stock
FROM (
    SELECT v.item_id, v.price, v.brand, v.category, v.rating, v.in_stock,
        ROW_NUMBER() OVER (PARTITION BY v.item_id ORDER BY v.position DESC) AS place
    FROM validated.products AS v
) AS p
WHERE p.place = 1
ORDER BY p.item_id
