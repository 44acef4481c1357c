-- Every usable visit once, those to sensitive places still among them, with what the same person did next.
CREATE TEMP TABLE stay AS
SELECT person, place_id, started_at, ended_at, sensitive, next_place, next_start, next_sensitive
FROM (
    SELECT *, lead(place_id) OVER chain AS next_place, lead(started_at) OVER chain AS next_start,
        lead(ended_at) OVER chain AS next_end, lead(sensitive) OVER chain AS next_sensitive
    FROM (SELECT person, j.place_id, started_at, ended_at, sensitive
          FROM judged_visit AS j JOIN place ON place.place_id = j.place_id WHERE reject IS NULL)
    WINDOW chain AS (PARTITION BY person ORDER BY started_at, ended_at, place_id)
)
WHERE next_place IS DISTINCT FROM place_id OR next_start <> started_at OR next_end <> ended_at;

CREATE TEMP TABLE seen AS SELECT DISTINCT person FROM stay;
CREATE TEMP TABLE stays_found AS SELECT count(*) AS accepted, count(*) FILTER (sensitive) AS sensitive FROM stay;

-- One row a visit, and one for all that repeat another.
CREATE TEMP VIEW judged_stay AS
SELECT reject::VARCHAR AS reject, 1 AS copies FROM judged_visit WHERE reject IS NOT NULL
UNION ALL SELECT NULL, 1 FROM stay
UNION ALL SELECT * FROM (
    SELECT 'duplicate', (SELECT count(*) FROM judged_visit WHERE reject IS NULL) - accepted AS copies FROM stays_found
) WHERE copies > 0;
