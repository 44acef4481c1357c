-- Places: one row an id, types in one spelling. Of a repeated id the first in order stays, a sensitive one before all.
-- A place without a type cannot be judged and is no place.
CREATE TEMP TABLE judged_place AS
SELECT *, place_type IN (FROM sensitive_type) AS sensitive, 1 AS copies,
    CASE WHEN place_id IS NULL THEN 'missing_key' WHEN place_type IS NULL THEN 'missing_type'
         WHEN row_number() OVER (PARTITION BY place_id ORDER BY place_type IS NULL, place_type NOT IN (FROM sensitive_type),
                                 place, place_type, district, city, region, country, latitude, longitude, aliases) > 1
         THEN 'duplicate_id' END AS reject
FROM (SELECT * REPLACE (regexp_replace(lower(place_type), '[\s-]+', '_', 'g') AS place_type) FROM input_places);
