-- Input:  validated.users, where "position" numbers the rows in the order in which they count: files by name, then staged events
-- Output: prepared.users
-- Grain:  one row per user_id, the last one
SELECT u.user_id, u.age, u.gender, u.device
FROM (
    SELECT v.user_id, v.age, v.gender, v.device,
        ROW_NUMBER() OVER (PARTITION BY v.user_id ORDER BY v.position DESC) AS place
    FROM validated.users AS v
) AS u
WHERE u.place = 1
ORDER BY u.user_id
