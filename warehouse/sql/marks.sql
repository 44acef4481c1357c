-- One mark a month and group of people, over what they did on the days of `marked_day`: changed when any of them changed.
-- A trip counts when it ends on a marked day too: one across the last midnight is known only later. People fall into groups by a salted hash; the mark is a salted hash over the whole group, of nobody alone.
CREATE OR REPLACE TEMP TABLE mark AS
SELECT month, bucket, left(md5(concat_ws('|', getvariable('ledger_salt'), month, bucket, sum(trace))), 8) AS mark
FROM (
    SELECT person, date_trunc('month', day)::DATE AS month, md5_number_lower(concat_ws('|', place_id, day, hour, band, minutes)) AS trace
    FROM visit SEMI JOIN marked_day USING (day)
    UNION ALL
    SELECT person, month, md5_number_lower(concat_ws('|', origin_id, destination_id, started_at, ended_at))
    FROM (SELECT *, started_at::DATE AS day, date_trunc('month', started_at)::DATE AS month FROM way WHERE NOT sensitive)
    SEMI JOIN marked_day USING (day) SEMI JOIN (SELECT day AS ended FROM marked_day) ON ended = ended_at::DATE
    UNION ALL
    SELECT person, month, md5_number_lower(concat_ws('|', age_band, gender, home_district, home_city, home_region))
    FROM (SELECT DISTINCT person, date_trunc('month', day)::DATE AS month FROM visit SEMI JOIN marked_day USING (day))
    JOIN panel USING (person) WHERE panel.year = year(month)
)
JOIN (SELECT person, md5_number_lower(getvariable('ledger_salt') || person_id) % getvariable('ledger_groups') AS bucket FROM person)
USING (person)
GROUP BY month, bucket;
