"""A small made-up panel with everything a build has to cope with: objectors, strangers, bad rows, sensitive places."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from warehouse.inputs import Inputs

SECRET = b"a secret of the tests"
Row = tuple[object, ...]

COLUMNS = {
    "places": "place_id VARCHAR, place VARCHAR, place_type VARCHAR, district VARCHAR, city VARCHAR, region VARCHAR, "
    "country VARCHAR, latitude DOUBLE, longitude DOUBLE, aliases VARCHAR",
    "customers": "person_id VARCHAR, birth_year INTEGER, gender VARCHAR, home_district VARCHAR, home_city VARCHAR, "
    "home_region VARCHAR, country VARCHAR, weight DOUBLE",
    "visits": "person_id VARCHAR, place_id VARCHAR, started_at TIMESTAMP, ended_at TIMESTAMP",
    "objections": "person_id VARCHAR, received_at TIMESTAMP",
    "trips": "person_id VARCHAR, origin_id VARCHAR, destination_id VARCHAR, started_at TIMESTAMP, ended_at TIMESTAMP",
    "events": "person_id VARCHAR, observed_at VARCHAR, cell_id VARCHAR",
    "cells": "cell_id VARCHAR, place_id VARCHAR",
}


@dataclass(frozen=True)
class Panel:
    """Rows of every input, as Python values."""

    places: list[Row]
    customers: list[Row]
    visits: list[Row]
    objections: list[Row]

    def without_objectors(self) -> "Panel":
        """The same panel as if those who objected had never been in it."""
        out = {row[0] for row in self.objections}
        return Panel(
            self.places,
            [row for row in self.customers if row[0] not in out],
            [row for row in self.visits if row[0] not in out],
            [],
        )

    def write(self, folder: Path, suffix: str = "parquet") -> Inputs:
        """Writes the inputs to `folder`; an input without objections names no objections file."""
        folder.mkdir(parents=True, exist_ok=True)
        names = [name for name in COLUMNS if getattr(self, name, None)]
        return Inputs(**{name: write(folder / f"{name}.{suffix}", name, getattr(self, name)) for name in names})


def write(path: Path, table: str, rows: list[Row]) -> Path:
    """Writes rows as one Parquet or CSV file, as its name says."""
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE t ({COLUMNS[table]})")
        raw = path.with_suffix(".tmp")
        raw.write_text("".join(",".join("" if v is None else f'"{v}"' for v in row) + "\n" for row in rows), "utf-8")
        con.execute(f"COPY t FROM '{raw}' (FORMAT csv, HEADER false, NULLSTR '')")
        con.execute(f"COPY t TO '{path}'")
        raw.unlink()
    return path


def make_panel(seed: int = 7) -> Panel:
    """1,800 people in three cities from 20 February to 5 April 2026; only March is a whole month."""
    rng = random.Random(seed)
    people = [(f"p{i}", "Berlin" if i < 1400 else "Leeds" if i < 1700 else "Jena") for i in range(1800)]
    visits = [visit for person, city in people for visit in _visits_of(rng, person, city)]
    visits += [("stranger", "b1", datetime(2026, 3, day, 12), datetime(2026, 3, day, 13)) for day in range(1, 30)]
    visits += [("p5", "b2", datetime(2019, 5, 5, 9), datetime(2019, 5, 5, 10))]
    visits += _bad_visits(visits)
    rng.shuffle(visits)
    objections: list[Row] = [(f"p{i}", datetime(2026, 4, 6)) for i in range(3, 1800, 60)]
    return Panel(_places(), [_customer(rng, *who) for who in people], visits, [*objections, ("nobody", None)])


def _places() -> list[Row]:
    def place(key: str, city: str, country: str, kind: str = "park", aliases: str | None = None) -> Row:
        return (key, f"Place {key}", kind, None, city, None, country, 52.5, 13.4, aliases)

    berlin = [place(f"b{i}", "Berlin", "DE", aliases="Zoo; Tierpark;" if i == 1 else None) for i in range(1, 5)]
    elsewhere = [place("l1", "Leeds", "GB"), place("l2", "Leeds", "GB", "Shopping Centre"), place("j1", "Jena", "DE")]
    return [*berlin, *elsewhere, place("clinic", "Berlin", "DE", "Clinic"), place("court", "Leeds", "GB", "court")]


def _customer(rng: random.Random, person: str, city: str) -> Row:
    country = "GB" if city == "Leeds" else "DE"
    born = rng.choice([None, 2012, *range(1940, 2008)])
    gender = rng.choice(["female", "F", "male", "male", "diverse", None])
    home = rng.choice([("Mitte", "Berlin", "Berlin"), ("Headingley", "Leeds", "Yorkshire"), (None, None, None)])
    return (person, born, gender, *home, country, rng.choice([None, round(rng.uniform(10, 40), 2)]))


def _visits_of(rng: random.Random, person: str, city: str) -> list[Row]:
    """About one outing a day: up to five stays, some across midnight, overlapping, or in a sensitive place."""
    own = {"Berlin": ["b1", "b1", "b2", "b3", "b4", "clinic"], "Leeds": ["l1", "l1", "l2", "court"], "Jena": ["j1"]}[
        city
    ]
    visits: list[Row] = []
    for day in range(45):
        at = datetime(2026, 2, 20) + timedelta(days=day, seconds=rng.randrange(7 * 3600, 23 * 3600))
        for _ in range(rng.choice([0, 1, 1, 2, 3, 5])):
            stay = timedelta(seconds=rng.choice([rng.randrange(60, 7200), rng.randrange(60, 20000)]))
            visits.append((person, rng.choice([*own, *own, "l1"]), at, at + stay))
            at += stay + timedelta(seconds=rng.randrange(-600, 18000))
    return [visit for visit in visits if visit[2] < datetime(2026, 4, 6)]  # type: ignore[operator]


def _bad_visits(good: list[Row]) -> list[Row]:
    """Twelve rejects: three duplicates, four unknown places, two ends before their start, three without key or time."""
    noon, one = datetime(2026, 3, 3, 12), datetime(2026, 3, 3, 13)
    unknown: list[Row] = [("p1", f"nowhere{i}", noon, one) for i in range(4)]
    backwards: list[Row] = [("p1", "b1", one, noon), ("p2", "b1", one, noon)]
    return [*good[:3], *unknown, *backwards, (None, "b1", noon, one), ("p1", None, noon, one), ("p1", "b1", noon, None)]
