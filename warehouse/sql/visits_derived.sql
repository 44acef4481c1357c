-- Cells, each at one place or at none. Of a repeated id the first in order stays, one at a sensitive place before all.
CREATE TEMP TABLE judged_cell AS
SELECT cell_id, key AS place_id, 1 AS copies,
    CASE WHEN cell_id IS NULL THEN 'missing_key'
         WHEN row_number() OVER (PARTITION BY cell_id ORDER BY sensitive DESC NULLS LAST, key) > 1 THEN 'duplicate_id'
         WHEN named IS NOT NULL AND key IS NULL THEN 'unknown_place' END AS reject
FROM (SELECT cell_id, place_id AS named, try_cast(place_id AS place_key) AS key FROM input_cells)
LEFT JOIN place ON place.place_id = key;

-- Events: each row judged; rows that are equal in everything become one with its number of copies.
CREATE TEMP TABLE judged_event AS
SELECT person, e.cell_id, observed_at, place_id, count(*) AS copies,
    CASE WHEN person IS NULL OR e.cell_id IS NULL THEN 'missing_key' WHEN observed_at IS NULL THEN 'unreadable_time'
         WHEN c.cell_id IS NULL THEN 'unknown_cell' END AS reject
FROM input_events AS e LEFT JOIN person USING (person_id) LEFT JOIN judged_cell AS c ON c.cell_id = e.cell_id AND reject IS NULL
GROUP BY ALL;

-- Visits from events: a person's observations at one place, until one elsewhere (or at no place) or a gap ends them. The
-- last one holds for the tail, but never beyond the person's next observation anywhere. Shorter ones are people passing
-- by; at sensitive places they stay, because they cut the chain of trips.
CREATE TEMP TABLE judged_visit AS
SELECT person, place_id, min(observed_at) AS started_at, max(until) AS ended_at, NULL::reject_key AS reject
FROM (
    SELECT *, count(*) FILTER (starts) OVER (PARTITION BY person ORDER BY observed_at, place_id NULLS FIRST ROWS UNBOUNDED PRECEDING) AS nth
    FROM (
        SELECT person, place_id, observed_at,
            lag(place_id) OVER chain IS DISTINCT FROM place_id
                OR observed_at > lag(observed_at) OVER chain + to_minutes(getvariable('stay_gap')) AS starts,
            least(observed_at + to_minutes(getvariable('stay_tail')), lead(observed_at) OVER chain) AS until
        FROM judged_event WHERE reject IS NULL
        WINDOW chain AS (PARTITION BY person ORDER BY observed_at, place_id NULLS FIRST)
    )
) JOIN place USING (place_id)
GROUP BY person, place_id, nth
HAVING max(until) >= min(observed_at) + to_minutes(getvariable('stay_shortest')) OR any_value(sensitive);
