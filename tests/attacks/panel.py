"""The panel under attack: where its inputs lie, and smaller panels cut from it."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb

from warehouse.demo.panel import make_panel
from warehouse.inputs import Inputs

PLANTED = "club"
CLUB = 45  # members of the planted club; two in three come on a day
FIRST, LAST = date(2026, 3, 30), date(2026, 5, 31)  # nine whole weeks, two whole months


def demo_inputs(folder: Path, people: int, first: date, last: date) -> Inputs:
    """A synthetic panel of the demo world."""
    files = make_panel(folder, people=people, first=first, last=last)
    return Inputs(files.visits, files.customers, files.places, files.objections, files.trips)


def inputs_in(folder: Path) -> Inputs:
    """The inputs that lie in a folder under the project's names."""
    found = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix in (".parquet", ".csv")}
    missing = {"visits", "customers", "places"} - found.keys()
    if missing:
        raise SystemExit(f"{folder} holds no {', '.join(sorted(missing))} (.parquet or .csv): nothing to attack.")
    return Inputs(found["visits"], found["customers"], found["places"], found.get("objections"), found.get("trips"))


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
    """The same panel with a club in it that breaks every rule: members of one sex, age and home, and a courier.

    The demo world alone has no such place, and an attack that finds nothing anywhere proves nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    visits, places = folder / "visits.parquet", folder / "places.parquet"
    with duckdb.connect() as con:
        con.execute(f"""
            CREATE TABLE member AS SELECT unnest(people) AS person_id FROM (
                SELECT list(person_id ORDER BY person_id)[:{CLUB}] AS people FROM '{inputs.customers}'
                WHERE birth_year BETWEEN 1993 AND 2001 GROUP BY home_district, gender
                ORDER BY count(*) DESC, home_district, gender LIMIT 1);
            CREATE TABLE day AS SELECT DISTINCT started_at::DATE AS day FROM '{inputs.visits}';
            CREATE TABLE attended AS
                SELECT person_id, day + INTERVAL 19 HOUR AS started_at FROM member, day
                WHERE hash(person_id, day) % 3 > 0
                UNION ALL SELECT min(person_id), day + INTERVAL 9 HOUR + to_minutes(12 * n)
                FROM member, day, range(40) AS r(n) GROUP BY day, n;
            COPY (FROM '{inputs.visits}' UNION ALL BY NAME
                SELECT person_id, '{PLANTED}' AS place_id, started_at, started_at + INTERVAL 10 MINUTE AS ended_at
                FROM attended)
                TO '{visits}' (FORMAT parquet);
            COPY (FROM '{inputs.places}' UNION ALL BY NAME
                (SELECT * REPLACE ('{PLANTED}' AS place_id, 'Club' AS place) FROM '{inputs.places}'
                WHERE place_type = 'park' LIMIT 1))
                TO '{places}' (FORMAT parquet)""")
    return Inputs(visits, inputs.customers, places, inputs.objections, inputs.trips)
