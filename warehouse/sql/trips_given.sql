-- Trips as given, judged like visits; a trip from or to a sensitive place is none.
CREATE TEMP TABLE judged_trip AS
SELECT person, origin_id, destination_id, started_at, ended_at, count(*) AS copies,
    CASE WHEN person IS NULL OR NOT placed THEN 'missing_key' WHEN started_at IS NULL OR ended_at IS NULL THEN 'unreadable_time'
         WHEN ended_at < started_at THEN 'end_before_start'
         WHEN origin_id IS NULL OR destination_id IS NULL THEN 'unknown_place' END AS reject
FROM (
    SELECT person, try_cast(t.origin_id AS place_key) AS origin_id, try_cast(t.destination_id AS place_key) AS destination_id,
        t.origin_id IS NOT NULL AND t.destination_id IS NOT NULL AS placed, started_at, ended_at
    FROM input_trips AS t LEFT JOIN person USING (person_id)
)
GROUP BY ALL;

CREATE TEMP TABLE way AS
SELECT person, origin_id, destination_id, started_at, ended_at, o.sensitive OR d.sensitive AS sensitive
FROM judged_trip JOIN place AS o ON o.place_id = origin_id JOIN place AS d ON d.place_id = destination_id
WHERE reject IS NULL;
