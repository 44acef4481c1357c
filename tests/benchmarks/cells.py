"""A warehouse of any size with invented figures, written directly for the benchmark of serving."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tests.benchmarks.reading import KINDS, word
from warehouse.build_info import manifest_path
from warehouse.calendars import calendar
from warehouse.catalog import SQL_TYPES, catalogue

PLACES_OF_A_CITY = 12
FIRST = date(2024, 7, 1)

# The breakdowns beside footfall are kept for a few places: the questions measured read footfall.
_DETAILED = 24

_VISITORS = "(visits * 7 // 10) // 50 * 50"
_SIZE = "20 + visits // 300"
_FILL: dict[str, str] = {
    "places": "SELECT * FROM place",
    "footfall_hourly": f"""
        SELECT date, hour, place_id, visits, {_VISITORS} AS visitors, {_SIZE} AS group_size
        FROM (SELECT date, hour, place_id, 250 + (hash(place_id, date, hour) % 40 * 50)::BIGINT AS visits
              FROM place CROSS JOIN day CROSS JOIN (SELECT range AS hour FROM range(24)))""",
    "footfall_daily": f"""
        SELECT date, place_id, sum(visits) AS visits, sum(visitors) AS visitors, sum(visits) * 40 AS dwell_minutes,
            {_SIZE.replace("visits", "sum(visits)")} AS group_size
        FROM target.footfall_hourly GROUP BY ALL""",
    "footfall_weekly": """
        SELECT date_trunc('week', date)::DATE AS week, place_id, sum(visits) AS visits,
            sum(visitors) // 2 AS visitors, max(group_size) AS group_size
        FROM target.footfall_daily GROUP BY ALL""",
    "footfall_monthly": """
        SELECT date_trunc('month', date)::DATE AS month, place_id, sum(visits) AS visits,
            sum(visitors) // 5 AS visitors, max(group_size) AS group_size
        FROM target.footfall_daily GROUP BY ALL""",
    "demographics_daily": """
        SELECT date, place_id, age_band, gender, visits // 12 AS visits, visitors // 12 AS visitors,
            dwell_minutes // 12 AS dwell_minutes, group_size
        FROM target.footfall_daily SEMI JOIN detailed USING (place_id)
        CROSS JOIN (SELECT unnest(['18-24', '25-34', '35-44', '45-54', '55-64', '65+']) AS age_band)
        CROSS JOIN (SELECT unnest(['female', 'male']) AS gender)""",
    "dwell_daily": """
        SELECT date, place_id, '30-60' AS dwell_band, visits, visitors, group_size
        FROM target.footfall_daily SEMI JOIN detailed USING (place_id)""",
    "frequency_monthly": """
        SELECT month, place_id, '1' AS frequency_band, visits, visitors, group_size
        FROM target.footfall_monthly SEMI JOIN detailed USING (place_id)""",
    "catchment_monthly": """
        SELECT month, m.place_id, p.district AS home_district, p.city AS home_city, p.region AS home_region, visits,
            visitors, group_size
        FROM target.footfall_monthly AS m JOIN place AS p USING (place_id) SEMI JOIN detailed USING (place_id)""",
}


def make(path: Path, places: int, days: int) -> None:
    """Write a warehouse of `places` x `days` x 24 hourly cells, sorted as a build sorts them."""
    last = FIRST + timedelta(days=days - 1)
    with duckdb.connect() as con:
        con.execute(f"SET enable_progress_bar = false; ATTACH '{path}' AS target")
        con.execute(
            "CREATE TABLE place (place_id VARCHAR, place VARCHAR, place_type VARCHAR, district VARCHAR, city VARCHAR, "
            "region VARCHAR, country VARCHAR, latitude DOUBLE, longitude DOUBLE)"
        )
        con.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, 'Nordmark', 'DE', 50.0, 8.0)", list(_places(places)))
        con.execute(f"CREATE TABLE detailed AS SELECT place_id FROM place ORDER BY place_id LIMIT {_DETAILED}")
        con.execute(
            "CREATE TABLE day AS SELECT unnest(generate_series(?::DATE, ?::DATE, INTERVAL 1 DAY))::DATE AS date",
            [FIRST, last],
        )
        for table in catalogue().tables:
            _write(con, table)
        con.executemany(
            "INSERT INTO target.calendar VALUES (?, ?, ?, ?, ?, ?, ?, ?)", list(calendar(FIRST, last, ("DE",)))
        )
        con.execute("CREATE SCHEMA target.reader; CREATE TABLE target.reader.aliases (place_id VARCHAR, alias VARCHAR)")
    period = {"first": str(FIRST), "last": str(last)}
    manifest = {"build_id": f"cells-{places}-{days}", "created_at": f"{last}T00:00:00+00:00", "period": period}
    manifest_path(path).write_text(json.dumps(manifest), "utf-8")


def _places(count: int) -> Iterator[tuple[str, str, str, str, str]]:
    """Places as rows: twelve to a city, their names unlike each other's."""
    for n in range(count):
        city = f"{word(n // PLACES_OF_A_CITY).title()}stad"
        kind = KINDS[n % len(KINDS)]
        name = f"{word(n * 7 + 3).title()} {kind.split('_')[-1].title()} {word(n).title()}"
        yield f"de-{city.lower()}-{n:05}", name, kind, f"{city} Mitte", city


def _write(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """One table in the catalogue's types, by place and then by time; without a way to fill it, empty."""
    columns, described = catalogue().columns, catalogue().tables[table]
    typed = ", ".join(f"{name} {SQL_TYPES[columns[name].type]}" for name in described.names)
    con.execute(f"CREATE TABLE target.{table} ({typed})")
    if table in _FILL:
        order = ", ".join(("place_id", *(key for key in described.keys if key != "place_id")))
        con.execute(f"INSERT INTO target.{table} BY NAME {_FILL[table]} ORDER BY {order}")
