-- Visits as given: each row judged. Equal rows are found when they are put in order (stays.sql).
CREATE TEMP TABLE judged_visit AS
SELECT person, key AS place_id, started_at, ended_at,
    CASE WHEN person IS NULL OR place_id IS NULL THEN 'missing_key'::reject_key
         WHEN started_at IS NULL OR ended_at IS NULL THEN 'unreadable_time'::reject_key
         WHEN ended_at < started_at THEN 'end_before_start'::reject_key
         WHEN key IS NULL THEN 'unknown_place'::reject_key END AS reject
FROM (SELECT *, try_cast(place_id AS place_key) AS key FROM input_visits) LEFT JOIN person USING (person_id);
