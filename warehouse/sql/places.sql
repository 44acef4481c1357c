-- Place ids become an enum: compact, and ordered as their text.
CREATE TYPE place_key AS ENUM (SELECT place_id FROM judged_place WHERE reject IS NULL ORDER BY place_id);

CREATE TEMP TABLE place AS
SELECT place_id::place_key AS place_id, coalesce(place, place_id) AS place, place_type, coalesce(district, 'unknown') AS district,
    coalesce(city, 'unknown') AS city, coalesce(region, 'unknown') AS region, coalesce(country, 'unknown') AS country,
    latitude, longitude, aliases, sensitive
FROM judged_place WHERE reject IS NULL;
