"""A panel of any size as files, to measure builds with: simpler people than the demo panel's, made set by set in SQL.

The demo's places come first, made-up towns with ten places each follow. Rows go to Parquet as they are drawn, so memory
grows with people and places, not with visits. Same size and seed, same files.
"""

import csv
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import duckdb

from warehouse.demo.panel import FIRST, SEED
from warehouse.demo.profiles import FOLDER
from warehouse.demo.world import rows
from warehouse.inputs import LAYOUT, Inputs, quoted

VISITS_A_DAY = 0.37
"""Visits of a person on a day, of the panels in the trade that see 0.3 to 0.5."""
STAYS_OF_AN_OUTING = 1.7
OBJECTORS = 0.02
PLACES_OF_A_TOWN = 10

_KINDS = (
    "shopping_street", "station", "shopping_centre", "park", "shopping_centre", "stadium", "shopping_street", "park",
    "station", "hospital",
)  # fmt: skip
_PARTS = ("bar", "dor", "fel", "gan", "hol", "kem", "lun", "mor", "nar", "pel", "rad", "sil", "tam", "vos", "wen")
_QUARTERS = {
    "DE": ("Altstadt", "Nordstadt", "Südstadt", "Ostend", "Westend", "Neustadt"),
    "GB": ("Old Town", "Northside", "Southside", "East End", "West End", "Newtown"),
}
_CORNERS = {"DE": (48.0, 7.5, 53.0, 13.0), "GB": (51.2, -2.8, 53.8, 0.2)}


@dataclass(frozen=True)
class Size:
    """How many people and places a panel has, and how many days from its first."""

    people: int = 60_000
    places: int = 200
    days: int = 90

    def __post_init__(self) -> None:
        if min(asdict(self).values()) < 1:
            raise ValueError("a panel has people, places and days")


def make_volume(folder: Path, size: Size, *, seed: int = SEED, first: date = FIRST) -> Inputs:
    """Writes visits, customers, places and objections into `folder` (made if missing); trips are left to the build."""
    folder.mkdir(parents=True, exist_ok=True)
    inputs = Inputs(
        folder / "visits.parquet", folder / "customers.parquet", folder / "places.csv", folder / "objections.csv"
    )
    places = _places(size.places)
    _write_places(places, inputs.places)
    with duckdb.connect(config={"temp_directory": str(folder)}) as engine:
        engine.execute("SET enable_progress_bar = false")
        _describe(engine, places, size, seed, first)
        engine.execute((FOLDER / "volume.sql").read_text("utf-8"))
        for name, path in inputs.given().items():
            if name != "places":
                kind = "FORMAT parquet" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
                engine.execute(f"COPY (FROM made_{name}) TO {quoted(path)} ({kind})")
    return inputs


def _places(count: int) -> list[dict[str, str]]:
    """The demo's places by city, then made-up ones, town by town."""
    shipped = sorted(rows("places.csv"), key=lambda place: (place["city"], place["place_id"]))
    return [*shipped, *(_made_up(n) for n in range(count - len(shipped)))][:count]


def _made_up(number: int) -> dict[str, str]:
    """Towns lie spread over a country by a low-discrepancy sequence, their places within two kilometres."""
    town, nth = divmod(number, PLACES_OF_A_TOWN)
    country = "DE" if town % 2 == 0 else "GB"
    south, west, north, east = _CORNERS[country]
    city = f"{_word(town).title()}{'stadt' if country == 'DE' else 'ton'}"
    latitude = south + town * 0.7548776662 % 1 * (north - south) + nth * 0.003
    longitude = west + town * 0.5698402910 % 1 * (east - west) + nth % 3 * 0.004
    return {
        "place_id": f"{country.lower()}-{town:05d}-{nth}",
        "place": f"{city} {_KINDS[nth].replace('_', ' ')} {nth + 1}",
        "place_type": _KINDS[nth],
        "district": _QUARTERS[country][nth % 6],
        "city": city,
        "region": f"Region {town % 16 + 1}",
        "country": country,
        "latitude": f"{latitude:.4f}",
        "longitude": f"{longitude:.4f}",
        "aliases": "",
    }


def _word(number: int) -> str:
    """A name of three syllables or more, another for each number."""
    digits: list[str] = []
    while len(digits) < 3 or number:
        number, digit = divmod(number, len(_PARTS))
        digits.append(_PARTS[digit])
    return "".join(digits)


def _write_places(places: list[dict[str, str]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(LAYOUT["places"]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(places)


def _describe(
    engine: duckdb.DuckDBPyConnection, places: list[dict[str, str]], size: Size, seed: int, first: date
) -> None:
    """Tells the engine the towns, their places and districts, and the numbers everything is drawn from."""
    towns = [list(group) for _, group in groupby(places, key=lambda place: place["city"])]
    listed = [
        [n, town[0]["city"], town[0]["region"], town[0]["country"], [place["place_id"] for place in town],
         list(_QUARTERS[town[0]["country"]])]
        for n, town in enumerate(towns)
    ]  # fmt: skip
    engine.execute("""
        CREATE TABLE town (number INTEGER, city VARCHAR, region VARCHAR, country VARCHAR, place_ids VARCHAR[],
            districts VARCHAR[])""")
    engine.executemany("INSERT INTO town VALUES (?, ?, ?, ?, ?, ?)", listed)
    numbers = {
        "seed": seed, "people": size.people, "days": size.days, "towns": len(towns), "objectors": OBJECTORS,
        "outings": f"{VISITS_A_DAY / STAYS_OF_AN_OUTING}::DOUBLE", "first": f"DATE '{first}'",
    }  # fmt: skip
    for name, number in numbers.items():
        engine.execute(f"SET VARIABLE {name} = {number}")
