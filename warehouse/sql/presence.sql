-- Who was where: each table holds a person once a place and period, so that counting its rows counts distinct people.
CREATE TEMP TABLE presence_hour AS
SELECT person, place_id, day, hour, count(*)::INTEGER AS visits FROM visit
SEMI JOIN covered_day USING (day) GROUP BY ALL;

CREATE TEMP TABLE presence_band AS
SELECT person, place_id, day, band, count(*)::INTEGER AS visits, sum(minutes)::INTEGER AS minutes FROM visit
SEMI JOIN covered_day USING (day) GROUP BY ALL;

CREATE TEMP TABLE presence_day AS
SELECT person, place_id, day, sum(visits)::INTEGER AS visits, sum(minutes)::INTEGER AS minutes FROM presence_band GROUP BY ALL;

CREATE TEMP TABLE presence_week AS
SELECT person, place_id, date_trunc('week', day)::DATE AS week, sum(visits)::INTEGER AS visits FROM presence_day
SEMI JOIN covered_week ON covered_week.week = date_trunc('week', day) GROUP BY ALL;

CREATE TEMP TABLE presence_month AS
SELECT person, place_id, date_trunc('month', day)::DATE AS month, sum(visits)::INTEGER AS visits FROM presence_day
SEMI JOIN covered_month ON covered_month.month = date_trunc('month', day) GROUP BY ALL;

-- A city in which few people were seen in a month publishes nothing for it, or no hours and flows.
CREATE TEMP TABLE city_panel AS
SELECT p.place_id, month, people >= getvariable('panel_any') AS open, people >= getvariable('panel_detail') AS open_in_detail
FROM (
    SELECT country, city, date_trunc('month', day)::DATE AS month, count(DISTINCT person) AS people
    FROM presence_day JOIN place USING (place_id) GROUP BY ALL
) JOIN place AS p USING (country, city)
WHERE NOT p.sensitive;
