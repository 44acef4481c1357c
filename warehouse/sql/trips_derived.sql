-- Trips from consecutive stays of a person at different places. The chain still holds the sensitive stays, so that
-- A -> clinic -> B is no trip A -> B; overlapping stays and long gaps are no trips either.
CREATE TEMP TABLE way AS
SELECT person, place_id AS origin_id, next_place AS destination_id, ended_at AS started_at, next_start AS ended_at, false AS sensitive
FROM stay
WHERE place_id <> next_place AND NOT sensitive AND NOT next_sensitive
  AND next_start BETWEEN ended_at AND ended_at + to_minutes(getvariable('longest_gap'));
