-- Who was where: each table holds a person once a place and period, so that counting its rows counts distinct people.
-- A month need not be covered whole here: the size of a city's panel is known for all of them.
CREATE TEMP TABLE presence_week AS
SELECT person, place_id, week, count(*)::INTEGER AS visits
FROM visit JOIN (SELECT day, date_trunc('week', day)::DATE AS week FROM covered_day) USING (day) SEMI JOIN covered_week USING (week)
GROUP BY person, place_id, week;

CREATE TEMP TABLE presence_month AS
SELECT person, place_id, month, count(*)::INTEGER AS visits
FROM visit JOIN (SELECT day, date_trunc('month', day)::DATE AS month FROM covered_day) USING (day)
GROUP BY person, place_id, month;

-- One row a place and hour, with what its day needs too: `firsts` are the people who come for the first time that day.
CREATE TEMP TABLE place_hour AS
SELECT place_id, day, hour, count(*) FILTER (nth_of_hour = 1) AS people, count(*) FILTER (nth = 1) AS firsts, count(*) AS visits,
    max(nth_of_hour) AS most_visits, max(nth) AS most_visits_of_day, sum(minutes) AS minutes, max(so_far) AS most_minutes
FROM visit SEMI JOIN covered_day USING (day)
GROUP BY place_id, day, hour;

-- A city in which few people were seen in a month publishes nothing for it, or no hours and flows. Where one of its
-- places alone was seen by enough people, the city need not be counted.
CREATE TEMP TABLE city_panel AS
SELECT p.place_id, month, people >= getvariable('panel_any') AS open, people >= getvariable('panel_detail') AS open_in_detail
FROM (
    WITH of_place AS MATERIALIZED (
        SELECT country, city, place_id, month, count(*) AS people FROM presence_month JOIN place USING (place_id)
        GROUP BY country, city, place_id, month
    ), of_city AS (SELECT country, city, month, max(people) AS people FROM of_place GROUP BY country, city, month)
    FROM of_city WHERE people >= greatest(getvariable('panel_any'), getvariable('panel_detail'))
    UNION ALL
    SELECT country, city, month, count(DISTINCT person)
    FROM presence_month JOIN of_place USING (place_id, month) JOIN (
        SELECT country, city, month FROM of_city WHERE people < greatest(getvariable('panel_any'), getvariable('panel_detail'))
    ) USING (country, city, month)
    GROUP BY country, city, month
) JOIN place AS p USING (country, city)
WHERE NOT p.sensitive;
