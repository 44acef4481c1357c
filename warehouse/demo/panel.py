"""The demo panel as files: the raw inputs that the build protects. Same seed, same files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import yaml
from numpy.typing import NDArray

from warehouse.catalog import Label
from warehouse.demo.journeys import locations, make_journeys
from warehouse.demo.outings import Town, commutes, fill, matches, outings, trim
from warehouse.demo.passages import on_the_way
from warehouse.demo.people import People, make_habits, make_people
from warehouse.demo.profiles import FOLDER
from warehouse.demo.rhythm import outside_missing_hour, targets
from warehouse.demo.stays import Stays, direct_trips, within_span, without_most_returns, without_overlap
from warehouse.demo.world import Ints, World, open_world

SEED = 20260101
FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
# Of the visits drawn, some clash with another visit of the same person and go; so a little more is drawn.
CLASHES = 1.04

Report = Callable[[str], None]
Column = NDArray[np.generic]
Progress = Callable[[Label, int, int], None]
"""Called before each step, and once at the end, with the step's name, the steps done and the steps in all."""


@dataclass(frozen=True)
class PanelFiles:
    """Where the inputs lie and how many rows each has."""

    visits: Path
    trips: Path
    customers: Path
    places: Path
    objections: Path
    rows: dict[str, int]


def make_panel(
    folder: Path,
    *,
    people: int = 60_000,
    seed: int = SEED,
    first: date = FIRST,
    last: date = LAST,
    progress: Progress | None = None,
) -> PanelFiles:
    """Writes the panel's five inputs into `folder` (made if missing) and says where they are.

    `people` scales the panel: weights grow as it shrinks, so that extrapolated visits stay the same. `progress` is
    called as the build calls it.
    """
    report = _steps(progress)
    folder.mkdir(parents=True, exist_ok=True)
    random = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(3)]
    world = open_world(first, last, people)
    report("people")
    members = make_people(world, random[0])
    stays = make_stays(world, members, random[1], report)
    report("files")
    files = _write(folder, world, members, stays, random[2])
    report("")
    return files


def _steps(progress: Progress | None) -> Report:
    """Names the steps for the progress bar (`steps.yaml`); an empty name is the end."""
    labels = {
        name: Label(**texts) for name, texts in yaml.safe_load((FOLDER / "steps.yaml").read_text("utf-8")).items()
    }

    def report(step: str) -> None:
        done = [*labels, ""].index(step)
        if progress:
            progress(labels.get(step, labels["files"]), done, len(labels))

    return report


def make_stays(world: World, members: People, rng: np.random.Generator, report: Report) -> Stays:
    """All visits of all people, in order of person and time."""
    wanted = targets(world, rng) * CLASHES
    journeys = make_journeys(world, members, rng)
    town = Town(world, members, make_habits(world, members, rng), locations(world, members, journeys))
    report("journeys")
    bound = [on_the_way(world, members, journeys, rng), *commutes(town, rng), *matches(town, journeys, rng)]
    report("outings")
    loose = Stays.join([*bound, *outings(town, wanted, rng)])
    drawn = trim(world, without_overlap(within_span(loose, world), world), wanted, rng)
    report("visits")
    filled = outside_missing_hour(world, within_span(fill(town, drawn, wanted, rng), world))
    return without_most_returns(without_overlap(filled, world), world, rng)


def _write(folder: Path, world: World, members: People, stays: Stays, rng: np.random.Generator) -> PanelFiles:
    origin, destination = direct_trips(stays, world)
    paths = {name: folder / f"{name}.parquet" for name in ("visits", "trips", "customers")}
    paths |= {name: folder / f"{name}.csv" for name in ("places", "objections")}
    with duckdb.connect() as engine:
        engine.execute("SET enable_progress_bar = false")
        _register_names(engine, world, members)
        _copy_visits(engine, paths["visits"], world, stays)
        _copy_trips(engine, paths["trips"], world, stays, origin, destination)
        _copy_customers(engine, paths["customers"], members)
        objectors = _copy_objections(engine, paths["objections"], world, members, rng)
    paths["places"].write_bytes((FOLDER / "places.csv").read_bytes())
    rows = {"visits": len(stays), "trips": len(origin), "customers": len(members)}
    return PanelFiles(**paths, rows=rows | {"places": len(world.places), "objections": objectors})


def _register_names(engine: duckdb.DuckDBPyConnection, world: World, members: People) -> None:
    engine.execute("CREATE TABLE place_name (number BIGINT, place_id VARCHAR)")
    engine.executemany("INSERT INTO place_name VALUES (?, ?)", [[n, p["place_id"]] for n, p in enumerate(world.places)])
    names = ("home_district", "home_city", "home_region", "country")
    engine.execute(f"CREATE TABLE home (number BIGINT, {', '.join(f'{name} VARCHAR' for name in names)})")
    homes = [[n, *(d[name] for name in names)] for n, d in enumerate(world.districts)]
    engine.executemany("INSERT INTO home VALUES (?, ?, ?, ?, ?)", homes)


def _copy(engine: duckdb.DuckDBPyConnection, columns: dict[str, Column], select: str, path: Path) -> None:
    engine.register("given", columns)
    quoted = str(path).replace("'", "''")
    kind = "FORMAT parquet" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
    engine.execute(f"COPY ({select}) TO '{quoted}' ({kind})")
    engine.unregister("given")


def _moments(world: World, minutes: Ints) -> Column:
    midnight = np.datetime64(world.first.isoformat(), "s")
    return (midnight + (minutes * 60).astype("timedelta64[s]")).astype("datetime64[us]")


def _copy_visits(engine: duckdb.DuckDBPyConnection, path: Path, world: World, stays: Stays) -> None:
    columns = {
        "person": stays.person.astype(np.int32),
        "place": stays.place.astype(np.int32),
        "started_at": _moments(world, stays.start),
        "ended_at": _moments(world, stays.end),
    }
    select = f"SELECT {PERSON}, {PLACE.format('place')} AS place_id, started_at, ended_at FROM given"
    _copy(engine, columns, select, path)


PERSON = "'p' || (100000 + person) AS person_id"
PLACE = "(SELECT list(place_id ORDER BY number) FROM place_name)[{} + 1]"


def _copy_trips(
    engine: duckdb.DuckDBPyConnection, path: Path, world: World, stays: Stays, origin: Ints, destination: Ints
) -> None:
    columns = {
        "person": stays.person[origin].astype(np.int32),
        "origin": stays.place[origin].astype(np.int32),
        "destination": stays.place[destination].astype(np.int32),
        "started_at": _moments(world, stays.end[origin]),
        "ended_at": _moments(world, stays.start[destination]),
    }
    ends = f"{PLACE.format('origin')} AS origin_id, {PLACE.format('destination')} AS destination_id"
    _copy(engine, columns, f"SELECT {PERSON}, {ends}, started_at, ended_at FROM given", path)


def _copy_customers(engine: duckdb.DuckDBPyConnection, path: Path, members: People) -> None:
    columns = {
        "person": np.arange(len(members)),
        "district": members.district,
        "birth": np.where(members.age_known, members.birth_year, 0),
        "sex": np.where(members.gender_known, np.where(members.female, 1, 2), 0),
        "weight": members.weight,
    }
    select = f"""
        SELECT {PERSON}, nullif(birth, 0)::INTEGER AS birth_year,
            CASE sex WHEN 1 THEN 'female' WHEN 2 THEN 'male' END AS gender,
            home_district, home_city, home_region, country, weight
        FROM given JOIN home ON number = district ORDER BY person"""
    _copy(engine, columns, select, path)


def _copy_objections(
    engine: duckdb.DuckDBPyConnection, path: Path, world: World, members: People, rng: np.random.Generator
) -> int:
    count = round(len(members) * world.profiles.population.objectors)
    who = np.sort(rng.choice(len(members), count, replace=False))
    columns = {"person": who, "received_at": _moments(world, rng.integers(0, world.days * 1440, count))}
    _copy(engine, columns, f"SELECT {PERSON}, received_at FROM given", path)
    return count
