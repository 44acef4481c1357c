"""What really happened: every cell of every table with the people behind it, counted from the inputs.

Counted from DESIGN 4.2 and not from the build's SQL. With caps it is what the build protects, without them what a
build that does nothing would publish. `<schema>.part_<table>` has one row a cell and person, `<schema>.<table>` one
row a cell: n people, events, minutes, the largest share one person has in either, the sum of the people's weights, and
the events by these.
"""

import duckdb

from tests.attacks.layout import TABLES, Layout
from warehouse.calendars import nationwide_holidays
from warehouse.inputs import Inputs
from warehouse.policy import read_policy

_BAND = """CASE WHEN {0} < 5 THEN '0-5' WHEN {0} < 15 THEN '5-15' WHEN {0} < 30 THEN '15-30' WHEN {0} < 60 THEN '30-60'
    WHEN {0} < 120 THEN '60-120' ELSE '120+' END"""
_AGE = """CASE WHEN {0} BETWEEN 18 AND 24 THEN '18-24' WHEN {0} BETWEEN 25 AND 34 THEN '25-34'
    WHEN {0} BETWEEN 35 AND 44 THEN '35-44' WHEN {0} BETWEEN 45 AND 54 THEN '45-54'
    WHEN {0} BETWEEN 55 AND 64 THEN '55-64' WHEN {0} BETWEEN 65 AND 110 THEN '65+' ELSE 'unknown' END"""
_OFTEN = "CASE WHEN {0} = 1 THEN '1' WHEN {0} <= 3 THEN '2-3' WHEN {0} <= 7 THEN '4-7' ELSE '8+' END"
_DAYPART = """CASE WHEN hour <= 5 THEN 'night' WHEN hour <= 10 THEN 'morning' WHEN hour <= 13 THEN 'midday'
    WHEN hour <= 17 THEN 'afternoon' ELSE 'evening' END"""
_SUMS = "count(*) AS events, sum(minutes) AS minutes"
_TRIP_KEYS = "daypart, origin_id, destination_id"

# who was where: columns of the table's keys, person, events, minutes
_PARTS = {
    "footfall_hourly": f"SELECT day AS date, hour, place_id, person, {_SUMS} FROM {{v}}",
    "footfall_daily": f"SELECT day AS date, place_id, person, {_SUMS} FROM {{v}}",
    "footfall_weekly": """SELECT date_trunc('week', day)::DATE AS week, place_id, person, count(*) AS events,
        sum(minutes) AS minutes FROM {v} WHERE week IN (FROM whole_week)""",
    "footfall_monthly": """SELECT date_trunc('month', day)::DATE AS month, place_id, person, count(*) AS events,
        sum(minutes) AS minutes FROM {v} WHERE month IN (FROM whole_month)""",
    "demographics_daily": f"""SELECT day AS date, place_id, {_AGE.format("(year(day) - birth_year)")} AS age_band,
        gender, person, {_SUMS} FROM {{v}} JOIN member USING (person)""",
    "dwell_daily": f"SELECT day AS date, place_id, band AS dwell_band, person, {_SUMS} FROM {{v}}",
    "frequency_monthly": f"""SELECT month, place_id, {_OFTEN.format("events")} AS frequency_band, person, events,
        minutes FROM {{s}}.part_footfall_monthly""",
    "catchment_monthly": """SELECT month, place_id, home_district, home_city, home_region, person, events, minutes
        FROM {s}.part_footfall_monthly JOIN member USING (person)""",
    "flows_weekly": f"""SELECT date_trunc('week', day)::DATE AS week, {_TRIP_KEYS}, person, count(*) AS events,
        sum(minutes) AS minutes FROM {{t}} WHERE week IN (FROM whole_week)""",
    "flows_monthly": f"""SELECT date_trunc('month', day)::DATE AS month,
        CASE WHEN (origin_id, day) IN (FROM holiday) THEN 'sunday' ELSE day_type END AS day_type, {_TRIP_KEYS}, person,
        {_SUMS} FROM {{t}} WHERE month IN (FROM whole_month)""",
    "cross_visits_monthly": """SELECT a.month, a.place_id, b.place_id AS other_place_id, a.person, 1 AS events,
        0 AS minutes FROM {s}.part_footfall_monthly a JOIN {s}.part_footfall_monthly b ON a.month = b.month
        AND a.person = b.person AND a.place_id <> b.place_id""",
}  # fmt: skip


def count_truth(inputs: Inputs) -> duckdb.DuckDBPyConnection:
    """A connection that knows the truth: schema `capped` for what is protected, `plain` for what happened."""
    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    _read(con, inputs)
    _holidays(con)
    for schema, visits, minutes in (("capped", 3, 240), ("plain", 10**6, 10**6)):
        con.execute(f"CREATE SCHEMA {schema}")
        _cap(con, schema, visits, minutes)
        for layout in TABLES.values():
            _count(con, schema, layout)
    return con


def _read(con: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    sensitive = ", ".join(f"'{name}'" for name in read_policy().sensitive_place_types)
    objected = f"SELECT person_id::VARCHAR FROM '{inputs.objections}'" if inputs.objections else "SELECT ''"
    con.execute(f"""
        CREATE TABLE place AS SELECT *, lower(place_type) IN ({sensitive}) AS sensitive FROM '{inputs.places}';
        CREATE TABLE objector AS {objected};
        CREATE TABLE stay AS SELECT DISTINCT person_id::VARCHAR AS person_id, place_id, started_at, ended_at
            FROM '{inputs.visits}' JOIN place USING (place_id)
            WHERE NOT sensitive AND ended_at >= started_at AND person_id::VARCHAR NOT IN (FROM objector);
        CREATE TABLE way AS {_ways(inputs)};
        CREATE TABLE member AS SELECT (row_number() OVER (ORDER BY person_id))::INTEGER AS person, person_id,
            c.birth_year, CASE WHEN c.gender IN ('female', 'male') THEN c.gender ELSE 'unknown' END AS gender,
            c.country, coalesce(c.home_district, 'unknown') AS home_district,
            coalesce(c.home_city, 'unknown') AS home_city,
            coalesce(c.home_region, 'unknown') AS home_region, coalesce(c.weight, 1) AS weight
        FROM (SELECT person_id FROM stay UNION SELECT person_id FROM way) LEFT JOIN
            (SELECT * REPLACE (person_id::VARCHAR AS person_id) FROM '{inputs.customers}') AS c USING (person_id);
        CREATE TABLE seen_day AS SELECT DISTINCT started_at::DATE AS day FROM stay;
        CREATE TABLE whole_week AS SELECT date_trunc('week', day)::DATE FROM seen_day GROUP BY ALL HAVING count(*) = 7;
        CREATE TABLE whole_month AS SELECT date_trunc('month', day)::DATE FROM seen_day GROUP BY ALL
            HAVING count(*) = day(last_day(min(day)));""")


def _holidays(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE TABLE holiday (origin_id VARCHAR, day DATE)")
    span = con.execute("SELECT min(year(day)), max(year(day)) FROM seen_day").fetchall()[0]
    for country, places in con.execute("SELECT country, list(place_id) FROM place GROUP BY country").fetchall():
        days = nationwide_holidays(country, *span)
        if days:
            con.executemany("INSERT INTO holiday VALUES (?, ?)", [(place, day) for place in places for day in days])


def _ways(inputs: Inputs) -> str:
    if inputs.trips is None:
        return "SELECT *, place_id AS origin_id, place_id AS destination_id FROM stay LIMIT 0"
    return f"""SELECT DISTINCT person_id::VARCHAR AS person_id, origin_id, destination_id, started_at, ended_at
        FROM '{inputs.trips}' WHERE ended_at >= started_at AND person_id::VARCHAR NOT IN (FROM objector)
        AND origin_id IN (SELECT place_id FROM place WHERE NOT sensitive)
        AND destination_id IN (SELECT place_id FROM place WHERE NOT sensitive)"""


def _cap(con: duckdb.DuckDBPyConnection, schema: str, visits: int, minutes: int) -> None:
    """Visits and trips with what one person adds to a place or way on one day limited."""
    for table, source, where in (("visit", "stay", "place_id"), ("trip", "way", "origin_id, destination_id")):
        con.execute(f"""
            CREATE TABLE {schema}.{table} AS
            SELECT person, {where}, day, hour, {_BAND.format("length")} AS band, {_DAYPART} AS daypart,
                CASE isodow(day) WHEN 6 THEN 'saturday' WHEN 7 THEN 'sunday' ELSE 'weekday' END AS day_type,
                least(length, greatest(0, {minutes} - before))::BIGINT AS minutes
            FROM (SELECT *, row_number() OVER so_far AS nth,
                      coalesce(sum(length) OVER (so_far ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                  FROM (SELECT person, {where}, started_at, ended_at, started_at::DATE AS day, hour(started_at) AS hour,
                            round((epoch_ms(ended_at) - epoch_ms(started_at)) / 60000)::BIGINT AS length
                        FROM {source} JOIN member USING (person_id))
                  WINDOW so_far AS (PARTITION BY person, {where}, day ORDER BY started_at, ended_at))
            WHERE nth <= {visits}""")


def _count(con: duckdb.DuckDBPyConnection, schema: str, layout: Layout) -> None:
    part = _PARTS[layout.name].format(s=schema, v=f"{schema}.visit", t=f"{schema}.trip")
    grouped = "" if "part_" in part else " GROUP BY ALL"
    con.execute(f"CREATE TABLE {schema}.part_{layout.name} AS {part}{grouped}")
    con.execute(f"""
        CREATE TABLE {schema}.{layout.name} AS
        SELECT {", ".join(layout.keys)}, count(*) AS n, sum(events)::BIGINT AS events, sum(minutes)::BIGINT AS minutes,
            max(events) / sum(events) AS top_events, max(minutes) / nullif(sum(minutes), 0) AS top_minutes,
            sum(weight) AS weight, sum(events * weight) AS extrapolated
        FROM {schema}.part_{layout.name} JOIN (SELECT person, weight FROM member) USING (person) GROUP BY ALL""")
