-- Every usable visit, those to sensitive places still among them.
CREATE TEMP VIEW stay AS
SELECT person, place_id, started_at, ended_at, sensitive
FROM judged_visit JOIN place USING (place_id) WHERE reject IS NULL;
