-- A month in pieces: its whole weeks, and the days beside them. `cell` is negative for days.
CREATE TEMP MACRO monday(day) AS date_trunc('week', day)::DATE;

CREATE TEMP VIEW cells_weeks_and_days AS
SELECT 'week' AS grain, week AS start, place_id, cell, n, hidden, group_size, week IN (FROM closed_week) AS closed
FROM cells_footfall_weekly WHERE date_trunc('month', week) = date_trunc('month', week + 6)
UNION ALL
SELECT 'day', date, place_id, -cell, n, hidden, group_size, date IN (FROM closed_date)
FROM cells_footfall_daily WHERE date_trunc('month', monday(date)) <> date_trunc('month', monday(date) + 6);
