-- Attributes of each person in each year of the period. What is not known is 'unknown'; nobody is dropped for it.
-- People under 18 and implausible ages have no band of their own.
CREATE TEMP VIEW described AS
SELECT person, year, country, weight, coalesce(home_district, 'unknown') AS home_district, coalesce(home_city, 'unknown') AS home_city,
    coalesce(home_region, 'unknown') AS home_region,
    CASE WHEN lower(gender) IN ('female', 'f', 'w') THEN 'female' WHEN lower(gender) IN ('male', 'm') THEN 'male' ELSE 'unknown' END AS gender,
    CASE WHEN years BETWEEN 18 AND 24 THEN '18-24' WHEN years BETWEEN 25 AND 34 THEN '25-34' WHEN years BETWEEN 35 AND 44 THEN '35-44'
         WHEN years BETWEEN 45 AND 54 THEN '45-54' WHEN years BETWEEN 55 AND 64 THEN '55-64' WHEN years BETWEEN 65 AND 110 THEN '65+'
         ELSE 'unknown' END AS age_band
FROM (
    SELECT person, year, c.*, year - round(coalesce(birth_year, (SELECT year(last) FROM period) - age))::BIGINT AS years
    FROM person CROSS JOIN (SELECT unnest(range(year(first), year(last) + 1)) AS year FROM period)
    LEFT JOIN judged_customer AS c ON c.person_id = person.person_id AND reject IS NULL
);

-- They become enums, ordered as their text: cells are grouped by numbers, not by words.
CREATE TYPE age_key AS ENUM (SELECT DISTINCT age_band FROM described ORDER BY age_band);
CREATE TYPE gender_key AS ENUM (SELECT DISTINCT gender FROM described ORDER BY gender);
CREATE TYPE district_key AS ENUM (SELECT DISTINCT home_district FROM described ORDER BY home_district);
CREATE TYPE city_key AS ENUM (SELECT DISTINCT home_city FROM described ORDER BY home_city);
CREATE TYPE region_key AS ENUM (SELECT DISTINCT home_region FROM described ORDER BY home_region);

CREATE TEMP TABLE panel AS
SELECT * REPLACE (age_band::age_key AS age_band, gender::gender_key AS gender, home_district::district_key AS home_district,
    home_city::city_key AS home_city, home_region::region_key AS home_region)
FROM described;

-- Trips with the kind of day they were made on; a public holiday of the origin's country counts as a Sunday.
CREATE TEMP TABLE dated_trip AS
SELECT person, origin_id, destination_id, t.day, minutes, date_trunc('week', t.day)::DATE AS week, date_trunc('month', t.day)::DATE AS month,
    CASE WHEN hour <= 5 THEN 'night'::daypart_key WHEN hour <= 10 THEN 'morning'::daypart_key WHEN hour <= 13 THEN 'midday'::daypart_key
         WHEN hour <= 17 THEN 'afternoon'::daypart_key ELSE 'evening'::daypart_key END AS daypart,
    CASE WHEN c.is_public_holiday OR isodow(t.day) = 7 THEN 'sunday'::day_type_key WHEN isodow(t.day) = 6 THEN 'saturday'::day_type_key
         ELSE 'weekday'::day_type_key END AS day_type
FROM trip AS t JOIN place ON place_id = origin_id JOIN day_of_country AS c ON c.date = t.day AND c.country = place.country;
DROP TABLE trip;
