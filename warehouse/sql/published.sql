-- What lies in the file beside the tables of the catalogue: nicknames for the reader, and the published factors.
CREATE TEMP TABLE alias AS
SELECT DISTINCT place_id::VARCHAR AS place_id, trim(alias) AS alias
FROM (SELECT place_id, unnest(string_split(aliases, ';')) AS alias FROM place WHERE NOT sensitive)
WHERE trim(alias) <> '';

CREATE TEMP TABLE published_factor AS
SELECT 'demographics' AS applies_to, country, NULL::VARCHAR AS place_id, NULL::DATE AS month, year, age_band, gender,
    (factor / 1000)::DECIMAL(15, 3) AS factor FROM stratum_factor
UNION ALL
SELECT 'place', NULL, place_id::VARCHAR, month, NULL, NULL, NULL, (factor / 1000)::DECIMAL(15, 3) FROM place_factor
UNION ALL
SELECT 'country', country, NULL, NULL, NULL, NULL, NULL, (factor / 1000)::DECIMAL(15, 3) FROM country_factor;
