-- Published factors, in thousandths: how many people of the population an observed person stands for. They are means
-- of customers' weights over at least the smallest group, never a sum over the people of a cell.
CREATE TEMP MACRO thousandths(weights) AS round(sum(weights) * 1000 / count(weights))::BIGINT;

CREATE TEMP TABLE weighted AS
SELECT year, country, age_band, gender, try_cast(weight AS DECIMAL(18, 6)) AS weight FROM panel WHERE weight > 0;

CREATE TEMP TABLE country_factor AS
SELECT country, coalesce(own, overall, 1000) AS factor
FROM (SELECT DISTINCT country FROM place WHERE NOT sensitive)
LEFT JOIN (SELECT country, thousandths(weight) AS own FROM weighted WHERE year = (SELECT min(year) FROM weighted)
           GROUP BY country HAVING count(weight) >= getvariable('smallest_group')) USING (country)
CROSS JOIN (SELECT CASE WHEN count(weight) >= getvariable('smallest_group') THEN thousandths(weight) END AS overall
            FROM weighted WHERE year = (SELECT min(year) FROM weighted));

CREATE TEMP TABLE stratum_factor AS
SELECT year, country, age_band, gender, coalesce(s.factor, c.factor) AS factor
FROM (SELECT DISTINCT year, age_band, gender FROM panel) CROSS JOIN country_factor AS c
LEFT JOIN (SELECT year, country, age_band, gender, thousandths(weight) AS factor FROM weighted
           GROUP BY ALL HAVING count(weight) >= getvariable('smallest_group')) AS s USING (year, country, age_band, gender);

-- A place-month by its published demographics alone: nothing new is told.
CREATE TEMP TABLE place_factor AS
SELECT place_id, month, coalesce(own, c.factor) AS factor
FROM (SELECT DISTINCT place_id, month FROM city_panel) JOIN place USING (place_id) JOIN country_factor AS c USING (country)
LEFT JOIN (
    SELECT d.place_id, date_trunc('month', date)::DATE AS month, (2 * sum(visitors * factor) + sum(visitors)) // (2 * sum(visitors)) AS own
    FROM protected_demographics_daily AS d JOIN place USING (place_id)
    JOIN stratum_factor AS s ON s.year = year(date) AND s.country = place.country AND s.age_band = d.age_band AND s.gender = d.gender
    GROUP BY ALL
) USING (place_id, month);
