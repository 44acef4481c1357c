"""A small warehouse of invented figures with every table, quick to write: six places, May and June 2026.

The same with the demo's places and half a year, for questions that name them.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.catalog import SQL_TYPES, catalogue

PLACES = (
    ("lin", "Lindenallee", "shopping_street", "Mitte", "Berlin", "Berlin", "DE"),
    ("ost", "Ostbahnhof", "station", "Mitte", "Berlin", "Berlin", "DE"),
    ("isar", "Isarpark", "park", "Au", "München", "Bayern", "DE"),
    ("mill", "Mill Lane", "shopping_street", "City Centre", "Leeds", "West Yorkshire", "GB"),
    ("quay", "Quayside", "shopping_centre", "City Centre", "Leeds", "West Yorkshire", "GB"),
    ("oak", "O'Leary's Oak", "park", "City Centre", "Manchester", "Greater Manchester", "GB"),
)

# Figures differ by place and time, so that a wrong join, period or filter shows; Quayside is shut on Sundays.
FILL = {
    "places": "select place_id, place, place_type, district, city, region, country, latitude, longitude from given",
    "calendar": """
        select d, dayname(d), weekofyear(d), date_trunc('month', d)::date, isodow(d) > 5, country,
               d in (date '2026-05-01', date '2026-05-25'),
               case d when date '2026-05-01' then 'May Day' when date '2026-05-25' then 'Whit Monday' end
        from days, (select distinct country from given)""",
    "footfall_daily": """
        select d, place_id, 1000 + 100 * n + 7 * day(d) + 90 * isodow(d), 700 + 60 * n + 5 * day(d),
               case when n <> 2 or day(d) <> 9 then (1000 + 100 * n + 7 * day(d) + 90 * isodow(d)) * (20 + n) end, 60
        from days, given where not (place_id = 'quay' and isodow(d) = 7)""",
    "footfall_hourly": """
        select d, h, place_id, 20 + n + h * (24 - h) + isodow(d), 15 + n + h, case when h < 5 then 22 else 40 end
        from days, given, range(24) r(h) where not (place_id = 'quay' and (isodow(d) = 7 or h < 8))""",
    "footfall_weekly": """
        select d, place_id, 7000 + 640 * n + 11 * weekofyear(d), 4000 + 310 * n + 3 * weekofyear(d), 200
        from days, given where isodow(d) = 1 and d <= date '2026-06-22'""",
    "footfall_monthly": """
        select d, place_id, 31000 + 2900 * n + 150 * month(d), 9000 + 700 * n + 40 * month(d), 600
        from days, given where day(d) = 1""",
    "demographics_daily": """
        select d, place_id, a, g, 40 + 3 * n + day(d) + 5 * length(g) + ascii(a), 30 + 2 * n + day(d) + length(g),
               900 + 11 * n + day(d), 25
        from days, given, (values ('18-24'), ('25-34'), ('65+'), ('unknown')) x(a),
             (values ('female'), ('male')) y(g)""",
    "dwell_daily": """
        select d, place_id, b, 90 + 4 * n + day(d) + 10 * i, 70 + n + day(d), 30
        from days, given, (values ('0-5', 1), ('5-15', 2), ('15-30', 3), ('30-60', 4), ('60-120', 5),
                                  ('120+', 6)) x(b, i)""",
    "frequency_monthly": """
        select d, place_id, b, 8000 + 90 * n + 700 * i + month(d), 3000 - 400 * i + 20 * n + month(d), 90
        from days, given, (values ('1', 1), ('2-3', 2), ('4-7', 3), ('8+', 4)) x(b, i) where day(d) = 1""",
    "catchment_monthly": """
        select d, place_id, hd, hc, hr, 4000 + 70 * n + 300 * i + month(d), 1200 + 30 * n + 100 * i + month(d), 50
        from days, given, (values ('Mitte', 'Berlin', 'Berlin', 1), ('Au', 'München', 'Bayern', 2),
                                  ('City Centre', 'Leeds', 'West Yorkshire', 3),
                                  ('City Centre', 'Manchester', 'Greater Manchester', 4)) x(hd, hc, hr, i)
        where day(d) = 1""",
    "flows_weekly": """
        select d, p, o.place_id, q.place_id, 300 + 10 * o.n + q.n + i, 250 + 9 * o.n + q.n,
               (300 + 10 * o.n + q.n + i) * (9 + i), 30
        from days, given o, given q, (values ('morning', 1), ('evening', 2)) x(p, i)
        where o.n <> q.n and isodow(d) = 1 and d <= date '2026-06-22'""",
    "flows_monthly": """
        select d, t, p, o.place_id, q.place_id, 900 + 30 * o.n + 7 * q.n + 5 * i + 3 * j, 700 + 20 * o.n + q.n + i + j,
               (900 + 30 * o.n + 7 * q.n + 5 * i + 3 * j) * (10 + i + j), 30
        from days, given o, given q, (values ('morning', 1), ('evening', 2)) x(p, i),
             (values ('weekday', 1), ('saturday', 2), ('sunday', 3)) y(t, j)
        where o.n <> q.n and day(d) = 1""",
    "cross_visits_monthly": """
        select d, o.place_id, q.place_id, 500 + 25 * (o.n + q.n) + month(d), 40
        from days, given o, given q where o.n <> q.n and day(d) = 1""",
}


Place = Sequence[object]
NAMES = ("place_id", "place", "place_type", "district", "city", "region", "country")
DEMO_PLACES = Path(__file__).parents[2] / "warehouse" / "demo" / "places.csv"
SHOWN = ("shopping_street", "shopping_centre", "station", "airport", "park", "stadium")


def demo_places() -> list[Place]:
    """The demo's places without the sensitive ones, with where they lie."""
    fields = (*NAMES, "latitude", "longitude", "aliases")
    with DEMO_PLACES.open(encoding="utf-8", newline="") as lines:
        return [[line[field] for field in fields] for line in csv.DictReader(lines) if line["place_type"] in SHOWN]


def write_small_warehouse(path: Path, places: Sequence[Place] = PLACES, first_day: str = "2026-05-01") -> Path:
    """Writes the file and returns its path."""
    with duckdb.connect(str(path)) as connection:
        told = [(*place, 50.5, 8.25)[:9] for place in places]
        connection.execute("create schema reader")
        connection.execute("create table reader.aliases (place_id varchar, alias varchar)")
        nicknames = [(p[0], alias) for p in places for alias in str(p[-1]).split(";") if len(p) > len(told[0])]
        if nicknames:
            connection.executemany("insert into reader.aliases values (?, ?)", nicknames)
        rows = ", ".join(f"({n}, {', '.join(_quoted(str(v)) for v in place)})" for n, place in enumerate(told, start=1))
        names = "n, place_id, place, place_type, district, city, region, country, latitude, longitude"
        connection.execute(f"create temp table given as select * from (values {rows}) t({names})")
        days = f"generate_series(date '{first_day}', date '2026-06-30', interval 1 day)"
        connection.execute(f"create temp table days as select d::date as d from {days} s(d)")
        for name, table in catalogue().tables.items():
            columns = ", ".join(f"{c} {SQL_TYPES[catalogue().columns[c].type]}" for c in table.names)
            connection.execute(f"create table {name} ({columns})")
            connection.execute(f"insert into {name} {FILL[name]}")
    return path


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
