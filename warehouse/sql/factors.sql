-- Published factors, in thousandths: how many people of the population an observed person stands for. They are means
-- of customers' weights over at least the smallest group, never a sum over the people of a cell. One that is published
-- beside closed periods stays.
CREATE TEMP MACRO thousandths(weights) AS round(sum(weights) * 1000 / count(weights))::BIGINT;

CREATE TEMP TABLE weighted AS
SELECT year, country, age_band, gender, try_cast(weight AS DECIMAL(18, 6)) AS weight FROM panel WHERE weight > 0;

CREATE TEMP TABLE kept_factor AS SELECT * REPLACE ((factor * 1000)::BIGINT AS factor) FROM carried_factor;

CREATE TEMP TABLE country_factor AS
SELECT country, coalesce(k.factor, own, overall, 1000) AS factor
FROM (SELECT DISTINCT country FROM place WHERE NOT sensitive)
LEFT JOIN (SELECT country, thousandths(weight) AS own FROM weighted WHERE year = (SELECT min(year) FROM weighted)
           GROUP BY country HAVING count(weight) >= getvariable('smallest_group')) USING (country)
CROSS JOIN (SELECT CASE WHEN count(weight) >= getvariable('smallest_group') THEN thousandths(weight) END AS overall
            FROM weighted WHERE year = (SELECT min(year) FROM weighted))
LEFT JOIN (SELECT country, factor FROM kept_factor WHERE applies_to = 'country') AS k USING (country);

CREATE TEMP TABLE stratum_factor AS
SELECT year, country, age_band, gender, coalesce(k.factor, s.factor, c.factor) AS factor
FROM (SELECT year, age_band, gender FROM panel UNION
      SELECT year, age_band, gender FROM kept_factor WHERE applies_to = 'demographics') CROSS JOIN country_factor AS c
LEFT JOIN kept_factor AS k USING (year, country, age_band, gender)
LEFT JOIN (SELECT year, country, age_band, gender, thousandths(weight) AS factor FROM weighted
           GROUP BY ALL HAVING count(weight) >= getvariable('smallest_group')) AS s USING (year, country, age_band, gender);

-- A place-month by its published demographics alone: nothing new is told.
CREATE TEMP TABLE place_factor AS
SELECT place_id, month, coalesce(k.factor, own, c.factor) AS factor
FROM (SELECT place_id, month FROM city_panel UNION
      SELECT place_id::place_key, month FROM kept_factor WHERE applies_to = 'place')
JOIN place USING (place_id) JOIN country_factor AS c USING (country)
LEFT JOIN (SELECT place_id::place_key AS place_id, month, factor FROM kept_factor WHERE applies_to = 'place') AS k USING (place_id, month)
LEFT JOIN (
    SELECT d.place_id, date_trunc('month', date)::DATE AS month, (2 * sum(visitors * factor) + sum(visitors)) // (2 * sum(visitors)) AS own
    FROM protected_demographics_daily AS d JOIN place USING (place_id)
    JOIN stratum_factor AS s ON s.year = year(date) AND s.country = place.country AND s.age_band = d.age_band AND s.gender = d.gender
    GROUP BY ALL
) USING (place_id, month);
