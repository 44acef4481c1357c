-- Visits: each row judged; rows that are equal in everything become one with its number of copies.
CREATE TEMP TABLE judged_visit AS
SELECT person, place_id, started_at, ended_at, count(*) AS copies,
    CASE WHEN person IS NULL OR NOT placed THEN 'missing_key' WHEN started_at IS NULL OR ended_at IS NULL THEN 'unreadable_time'
         WHEN ended_at < started_at THEN 'end_before_start' WHEN place_id IS NULL THEN 'unknown_place' END AS reject
FROM (
    SELECT person, try_cast(v.place_id AS place_key) AS place_id, v.place_id IS NOT NULL AS placed, started_at, ended_at
    FROM input_visits AS v LEFT JOIN person USING (person_id)
)
GROUP BY ALL;
DROP TABLE input_visits;
