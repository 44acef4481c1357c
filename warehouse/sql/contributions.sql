-- What one person can add on one day is capped: the first visits and minutes at a place, the first trips and minutes on
-- a way between two places. A visit keeps the band of its whole length. Everything belongs to when it starts.
CREATE TEMP TABLE visit AS
SELECT person, place_id, day, hour, band, least(minutes, greatest(0, getvariable('cap_minutes') - before))::INTEGER AS minutes
FROM (
    SELECT *, row_number() OVER so_far AS nth,
        coalesce(sum(minutes) OVER (so_far ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM (
        SELECT person, place_id, started_at, ended_at, started_at::DATE AS day, hour(started_at)::TINYINT AS hour,
            round((epoch_ms(ended_at) - epoch_ms(started_at)) / 60000)::BIGINT AS minutes,
            CASE WHEN minutes < 5 THEN '0-5' WHEN minutes < 15 THEN '5-15' WHEN minutes < 30 THEN '15-30'
                 WHEN minutes < 60 THEN '30-60' WHEN minutes < 120 THEN '60-120' ELSE '120+' END AS band
        FROM stay WHERE NOT sensitive
    )
    WINDOW so_far AS (PARTITION BY person, place_id, day ORDER BY started_at, ended_at)
)
WHERE nth <= getvariable('cap_visits');

CREATE TEMP TABLE trip AS
SELECT person, origin_id, destination_id, day, hour, least(minutes, greatest(0, getvariable('cap_minutes') - before))::INTEGER AS minutes
FROM (
    SELECT *, row_number() OVER so_far AS nth,
        coalesce(sum(minutes) OVER (so_far ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM (
        SELECT person, origin_id, destination_id, started_at, ended_at, started_at::DATE AS day, hour(started_at)::TINYINT AS hour,
            round((epoch_ms(ended_at) - epoch_ms(started_at)) / 60000)::BIGINT AS minutes
        FROM way WHERE NOT sensitive
    )
    WINDOW so_far AS (PARTITION BY person, origin_id, destination_id, day ORDER BY started_at, ended_at)
)
WHERE nth <= getvariable('cap_visits');
