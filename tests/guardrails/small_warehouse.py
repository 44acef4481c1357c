"""A small warehouse with all tables of the catalogue, for tests of the gate.

`twin` gives a second one that differs only in what a role must not see: the cells below its threshold are changed,
dropped or added, every other group size moves within its side of all thresholds, and the rows are stored in another
order.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import duckdb

from guardrails.roles import data_roles
from warehouse.catalog import SQL_TYPES, catalogue

Row = dict[str, Any]

FIRST = date(2026, 2, 2)
PLACES = (
    ("a", "Alexanderplatz", "shopping_street", "Mitte", "Berlin", "Berlin", "DE", 52.52, 13.41),
    ("b", "Marienplatz", "shopping_street", "Altstadt", "München", "Bayern", "DE", 48.14, 11.58),
    ("c", "Hyde Park", "park", "Westminster", "London", "London", "GB", 51.51, -0.17),
)
KEYS: dict[str, tuple[object, ...]] = {
    "date": tuple(FIRST + timedelta(days=n) for n in range(14)),
    "week": (FIRST, FIRST + timedelta(days=7)),
    "month": (date(2026, 2, 1), date(2026, 3, 1)),
    "hour": (8, 12, 17),
    **{
        key: tuple(place[0] for place in PLACES)
        for key in ("place_id", "other_place_id", "origin_id", "destination_id")
    },
    "age_band": ("18-24", "25-34", "65+"),
    "gender": ("female", "male"),
    "dwell_band": ("0-5", "5-15"),
    "frequency_band": ("1", "2-3"),
    "home_district": ("Mitte", "Altstadt"),
    "home_city": ("Berlin",),
    "home_region": ("Berlin",),
    "daypart": ("morning", "evening"),
    "day_type": ("weekday", "sunday"),
}


def write(path: Path, seed: int = 1) -> Path:
    """Write the warehouse; group sizes run from 3 to 60, so that every role has cells it must not see."""
    return _store(path, {name: list(_cells(name, random.Random(f"{seed}{name}"))) for name in _facts()})


def twin(path: Path, threshold: int, seed: int = 1) -> Path:
    """Write the warehouse that looks the same to a role with this threshold."""
    chance = random.Random(f"twin{seed}")
    tables = {}
    for name in _facts():
        cells = list(_cells(name, random.Random(f"{seed}{name}")))
        kept = [_moved(cell, threshold, chance) for cell in cells]
        tables[name] = [cell for cell in kept if cell is not None]
        chance.shuffle(tables[name])
    return _store(path, tables)


def _facts() -> list[str]:
    return [name for name, table in catalogue().tables.items() if table.kind == "fact"]


def _cells(table: str, chance: random.Random) -> Iterator[Row]:
    known = catalogue().tables[table]
    for keys in product(*(KEYS[key] for key in known.keys)):
        size = chance.randint(3, 60)
        row = dict(zip(known.keys, keys, strict=True))
        visitors = size * 5
        row |= {name: visitors + chance.randrange(0, 50, 5) for name in catalogue().measures(table)}
        yield row | {"group_size": size}


def _moved(cell: Row, threshold: int, chance: random.Random) -> Row | None:
    """A hidden cell is lost or becomes another hidden one; a visible one only gets another size on the same side."""
    size = cell["group_size"]
    if size < threshold:
        hidden = {name: value + 35 for name, value in cell.items() if isinstance(value, int)} | {
            "group_size": chance.randint(1, threshold - 1)
        }
        return None if chance.random() < 0.5 else {**cell, **hidden, **_keys(cell)}
    steps = [0, *sorted(data_roles().values()), 1000]
    low = max(step for step in steps if step <= size)
    high = min(step for step in steps if step > size)
    return cell | {"group_size": chance.randint(low, high - 1)}


def _keys(cell: Row) -> Row:
    return {name: cell[name] for name in cell if name in KEYS}


def _store(path: Path, tables: dict[str, list[Row]]) -> Path:
    with duckdb.connect(str(path)) as db:
        for name, table in catalogue().tables.items():
            columns = ", ".join(f'"{c}" {SQL_TYPES[catalogue().columns[c].type]}' for c in table.names)
            db.execute(f"CREATE TABLE {name} ({columns})")
        for name, cells in {**tables, "places": _places(), "calendar": _calendar()}.items():
            order = catalogue().tables[name].names
            marks = ", ".join("?" * len(order))
            db.executemany(f"INSERT INTO {name} VALUES ({marks})", [[cell[c] for c in order] for cell in cells])
    return path


def _places() -> list[Row]:
    return [dict(zip(catalogue().tables["places"].names, place, strict=True)) for place in PLACES]


def _calendar() -> list[Row]:
    return [_day(FIRST + timedelta(days=n), country) for n in range(14) for country in ("DE", "GB")]


def _day(day: date, country: str) -> Row:
    return {
        "date": day,
        "weekday": day.strftime("%A"),
        "iso_week": day.isocalendar().week,
        "month": day.replace(day=1),
        "is_weekend": day.weekday() > 4,
        "country": country,
        "is_public_holiday": day == FIRST,
        "holiday": "Test" if day == FIRST else None,
    }
