"""The panel under attack: where its inputs lie, and smaller panels cut from it."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb

from warehouse.demo.panel import make_panel
from warehouse.inputs import Inputs

CLUB, DEPOT, GALLERY = "club", "depot", "gallery"
PLANTED = (CLUB, DEPOT, GALLERY)
MEMBERS = 45  # of the club, of one sex, age and home; two in three come on a day
CALLERS = 30  # for some minutes at the depot each Monday, at the gallery each day; the one guard of both stays long
FIRST, LAST = date(2026, 3, 30), date(2026, 5, 31)  # nine whole weeks, two whole months


def demo_inputs(folder: Path, people: int, first: date, last: date) -> Inputs:
    """A synthetic panel of the demo world."""
    files = make_panel(folder, people=people, first=first, last=last)
    return Inputs(files.visits, files.customers, files.places, files.objections, files.trips)


def cut(inputs: Inputs, folder: Path, days: tuple[date, date] | None, people: Iterable[str] | None = None) -> Inputs:
    """The same panel within some days (both ends included), or with some of its people only."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        con.execute("CREATE TABLE kept (person_id VARCHAR)")
        if people is not None:
            con.execute("INSERT INTO kept SELECT unnest(?)", [list(people)])
        chosen = "true" if people is None else "person_id::VARCHAR IN (FROM kept)"
        within = chosen if days is None else f"started_at::DATE BETWEEN '{days[0]}' AND '{days[1]}' AND {chosen}"
        customers = _copy(con, inputs.customers, folder / "customers.parquet", chosen)
        visits = _copy(con, inputs.visits, folder / "visits.parquet", within) if inputs.visits else None
        trips = _copy(con, inputs.trips, folder / "trips.parquet", within) if inputs.trips else None
    return Inputs(visits, customers, inputs.places, inputs.objections, trips)


def _copy(con: duckdb.DuckDBPyConnection, source: Path, target: Path, condition: str) -> Path:
    con.execute(f"COPY (SELECT * FROM '{source}' WHERE {condition}) TO '{target}' (FORMAT parquet)")
    return target


def with_objections(inputs: Inputs, people: Iterable[str], folder: Path) -> Inputs:
    """The same panel after some more people objected."""
    folder.mkdir(parents=True, exist_ok=True)
    before = inputs.objections.read_text("utf-8").splitlines()[1:] if inputs.objections else []
    old = [line.split(",")[0] for line in before]
    path = folder / "objections.csv"
    path.write_text("\n".join(["person_id,received_at", *(f"{who},2026-01-01 00:00:00" for who in [*old, *people])]))
    return Inputs(inputs.visits, inputs.customers, inputs.places, path, inputs.trips)


def plant(inputs: Inputs, folder: Path) -> Inputs:
    """The same panel with places in it that break every rule.

    A club whose members are of one sex, age and home, with a courier among them; a depot where one guard makes most
    of a week's visits; and a gallery where the guard makes most of a day's minutes. The demo world alone has no such
    places, and an attack that finds nothing anywhere proves nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    visits, places = folder / "visits.parquet", folder / "places.parquet"
    with duckdb.connect() as con:
        con.execute(f"""
            CREATE TABLE member AS SELECT unnest(people) AS person_id FROM (
                SELECT list(person_id ORDER BY person_id)[:{MEMBERS}] AS people FROM '{inputs.customers}'
                WHERE birth_year BETWEEN 1993 AND 2001 GROUP BY home_district, gender
                ORDER BY count(*) DESC, home_district, gender LIMIT 1);
            CREATE TABLE day AS SELECT DISTINCT started_at::DATE AS day FROM '{inputs.visits}';
            CREATE TABLE attended AS
                SELECT person_id, day + INTERVAL 19 HOUR AS started_at FROM member, day
                WHERE hash(person_id, day) % 3 > 0
                UNION ALL SELECT min(person_id), day + INTERVAL 9 HOUR + to_minutes(12 * n)
                FROM member, day, range(40) AS r(n) GROUP BY day, n;
            CREATE TABLE caller AS SELECT person_id FROM '{inputs.customers}' ANTI JOIN member USING (person_id)
                ORDER BY person_id LIMIT {CALLERS};
            CREATE TABLE called AS
                SELECT '{DEPOT}' AS place_id, person_id, day + INTERVAL 10 HOUR AS started_at, 8 AS minutes
                FROM caller, day WHERE isodow(day) = 1
                UNION ALL SELECT '{GALLERY}', person_id, day + INTERVAL 11 HOUR, 8 FROM caller, day
                UNION ALL SELECT '{DEPOT}', min(person_id), day + to_hours(6 * n), 60 FROM caller, day, range(3) AS r(n)
                GROUP BY day, n
                UNION ALL SELECT '{GALLERY}', min(person_id), day + INTERVAL 14 HOUR, 360 FROM caller, day GROUP BY day;
            COPY (FROM '{inputs.visits}' UNION ALL BY NAME
                SELECT person_id, '{CLUB}' AS place_id, started_at, started_at + INTERVAL 10 MINUTE AS ended_at
                FROM attended UNION ALL BY NAME
                SELECT person_id, place_id, started_at, started_at + to_minutes(minutes) AS ended_at FROM called)
                TO '{visits}' (FORMAT parquet);
            COPY (FROM '{inputs.places}' UNION ALL BY NAME
                (SELECT p.* REPLACE (id AS place_id, name AS place)
                FROM (FROM '{inputs.places}' WHERE place_type = 'park' LIMIT 1) AS p,
                    (VALUES ('{CLUB}', 'Club'), ('{DEPOT}', 'Depot'), ('{GALLERY}', 'Gallery')) AS planted(id, name)))
                TO '{places}' (FORMAT parquet)""")
    return Inputs(visits, inputs.customers, places, inputs.objections, inputs.trips)
