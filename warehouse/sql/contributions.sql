-- What one person can add on one day is capped: the first visits and minutes at a place, the first trips and minutes on
-- a way between two places. A visit keeps the band of its whole length. Everything belongs to when it starts.
DROP VIEW judged_stay;
DROP TABLE judged_visit;

CREATE TEMP VIEW dated_stay AS
SELECT person, place_id, started_at, ended_at, started_at::DATE AS day, hour(started_at)::TINYINT AS hour,
    round((epoch_ms(ended_at) - epoch_ms(started_at)) / 60000)::BIGINT AS minutes,
    CASE WHEN minutes < 5 THEN '0-5'::band_key WHEN minutes < 15 THEN '5-15'::band_key WHEN minutes < 30 THEN '15-30'::band_key
         WHEN minutes < 60 THEN '30-60'::band_key WHEN minutes < 120 THEN '60-120'::band_key ELSE '120+'::band_key END AS band
FROM stay WHERE NOT sensitive;

-- Most people come to a place once on a day; only the others have to be put in order.
CREATE TEMP TABLE several AS
SELECT person, place_id, day FROM dated_stay GROUP BY ALL HAVING count(*) > 1;

-- `nth`: of the person's visits to the place on that day; `nth_of_hour`, `nth_of_band`: of those in the same hour and band.
-- The rows with a 1 are distinct people. `so_far`: the person's minutes there on that day, up to the end of this visit.
CREATE TEMP TABLE visit AS
SELECT person, place_id, day, hour, band, least(minutes, getvariable('cap_minutes'))::INTEGER AS minutes,
    least(minutes, getvariable('cap_minutes'))::INTEGER AS so_far, 1::SMALLINT AS nth, 1::SMALLINT AS nth_of_hour, 1::SMALLINT AS nth_of_band
FROM dated_stay ANTI JOIN several USING (person, place_id, day)
UNION ALL
SELECT person, place_id, day, hour, band, so_far - least(before, getvariable('cap_minutes')), so_far, nth, nth_of_hour, nth_of_band
FROM (
    SELECT *, row_number() OVER in_turn AS nth,
        row_number() OVER (PARTITION BY person, place_id, day, hour ORDER BY started_at, ended_at) AS nth_of_hour,
        row_number() OVER (PARTITION BY person, place_id, day, band ORDER BY started_at, ended_at) AS nth_of_band,
        coalesce(sum(minutes) OVER (in_turn ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before,
        least(before + minutes, getvariable('cap_minutes')) AS so_far
    FROM dated_stay SEMI JOIN several USING (person, place_id, day)
    WINDOW in_turn AS (PARTITION BY person, place_id, day ORDER BY started_at, ended_at)
)
WHERE nth <= getvariable('cap_visits');
DROP VIEW dated_stay;
DROP TABLE stay;
DROP TABLE several;

CREATE TEMP TABLE trip AS
SELECT person, origin_id, destination_id, day, hour, least(minutes, greatest(0, getvariable('cap_minutes') - before))::INTEGER AS minutes
FROM (
    SELECT *, row_number() OVER in_turn AS nth,
        coalesce(sum(minutes) OVER (in_turn ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM (
        SELECT person, origin_id, destination_id, started_at, ended_at, started_at::DATE AS day, hour(started_at)::TINYINT AS hour,
            round((epoch_ms(ended_at) - epoch_ms(started_at)) / 60000)::BIGINT AS minutes
        FROM way WHERE NOT sensitive
    )
    WINDOW in_turn AS (PARTITION BY person, origin_id, destination_id, day ORDER BY started_at, ended_at)
)
WHERE nth <= getvariable('cap_visits');
