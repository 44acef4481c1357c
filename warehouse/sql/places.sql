-- Words that repeat become enums, ordered as their text: compact, and counted as numbers.
CREATE TYPE place_key AS ENUM (SELECT place_id FROM judged_place WHERE reject IS NULL ORDER BY place_id);
CREATE TYPE reject_key AS ENUM ('end_before_start', 'missing_key', 'unknown_cell', 'unknown_place', 'unreadable_time');
CREATE TYPE hidden_key AS ENUM ('city_panel', 'dominance', 'frozen', 'near_sensitive', 'ninety_percent', 'residual', 'rounding', 'threshold');
CREATE TYPE band_key AS ENUM ('0-5', '120+', '15-30', '30-60', '5-15', '60-120');
CREATE TYPE daypart_key AS ENUM ('afternoon', 'evening', 'midday', 'morning', 'night');
CREATE TYPE day_type_key AS ENUM ('saturday', 'sunday', 'weekday');
CREATE TYPE frequency_key AS ENUM ('1', '2-3', '4-7', '8+');

CREATE TEMP TABLE place AS
SELECT place_id::place_key AS place_id, coalesce(place, place_id) AS place, place_type, coalesce(district, 'unknown') AS district,
    coalesce(city, 'unknown') AS city, coalesce(region, 'unknown') AS region, coalesce(country, 'unknown') AS country,
    latitude, longitude, aliases, sensitive
FROM judged_place WHERE reject IS NULL;
