-- Places: one row an id, types in one spelling. Of a repeated id the first in order stays, a sensitive one before all.
-- A place without a type cannot be judged and is no place, unless the operator lists it as sensitive.
CREATE TEMP TABLE judged_place AS
SELECT *, 1 AS copies,
    CASE WHEN place_id IS NULL THEN 'missing_key' WHEN place_type IS NULL AND NOT sensitive THEN 'missing_type'
         WHEN row_number() OVER (PARTITION BY place_id ORDER BY NOT sensitive, place_type IS NULL, place, place_type,
                                 district, city, region, country, latitude, longitude, aliases) > 1
         THEN 'duplicate_id' END AS reject
FROM (
    SELECT *, coalesce(place_type IN (FROM sensitive_type), false) OR coalesce(place_id IN (FROM sensitive_place), false) AS sensitive
    FROM (SELECT * REPLACE (regexp_replace(lower(place_type), '[\s-]+', '_', 'g') AS place_type) FROM input_places)
);
