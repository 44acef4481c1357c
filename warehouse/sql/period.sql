-- The days the input covers: those on which a publishable number of people was seen anywhere, and short quiet spells
-- between them (closed Sundays, holidays). A longer gap is a hole in the input, and a stray visit from another year
-- moves no edge. Weeks and months count only when each of their days is covered. On most days a few people suffice
-- to know; the other days are counted in full.
CREATE TEMP TABLE busy_day AS
SELECT day FROM visit WHERE person <= 10000 GROUP BY day HAVING count(DISTINCT person) >= getvariable('smallest_group');
INSERT INTO busy_day
SELECT day FROM visit ANTI JOIN busy_day USING (day) GROUP BY day HAVING count(DISTINCT person) >= getvariable('smallest_group');

CREATE TEMP TABLE covered_day AS
SELECT unnest(generate_series(day, CASE WHEN next_day - day <= getvariable('longest_quiet') + 1 THEN next_day - 1 ELSE day END,
                              INTERVAL 1 DAY))::DATE AS day
FROM (SELECT day, lead(day) OVER (ORDER BY day) AS next_day FROM busy_day);

CREATE TEMP TABLE covered_week AS
SELECT date_trunc('week', day)::DATE AS week FROM covered_day GROUP BY ALL HAVING count(*) = 7;

CREATE TEMP TABLE covered_month AS
SELECT date_trunc('month', day)::DATE AS month FROM covered_day GROUP BY ALL HAVING count(*) = day(last_day(min(day)));

CREATE TEMP TABLE period AS SELECT min(day) AS first, max(day) AS last FROM covered_day;
