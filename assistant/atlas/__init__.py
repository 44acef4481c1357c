"""A small atlas for maps without tiles: outlines of countries and where towns lie (see SOURCES.md)."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from guardrails.reference import KnownPlace, Reference

HERE = Path(__file__).parent
Ring = list[list[float]]


@dataclass(frozen=True)
class Spot:
    """Where something lies: degrees north and east, and the ISO code of its country."""

    latitude: float
    longitude: float
    country: str


@cache
def outlines() -> dict[str, list[Ring]]:
    """The closed rings of each known country by its ISO code, as `[longitude, latitude]`, the largest first."""
    read: dict[str, list[Ring]] = json.loads((HERE / "outlines.json").read_text(encoding="utf-8"))
    return read


@cache
def towns() -> tuple[tuple[str, Spot], ...]:
    """All towns the atlas knows, the largest first."""
    with (HERE / "cities.csv").open(encoding="utf-8", newline="") as lines:
        read = sorted(csv.DictReader(lines), key=lambda line: -int(line["thousands"]))
    return tuple((t["city"], Spot(float(t["latitude"]), float(t["longitude"]), t["country"])) for t in read)


@cache
def _by_name() -> dict[str, list[Spot]]:
    known: dict[str, list[Spot]] = {}
    for name, spot in towns():
        known.setdefault(name.casefold(), []).append(spot)
    return known


def town(name: str, countries: tuple[str, ...] = ()) -> Spot | None:
    """Where a town lies, in one of `countries` if it has a namesake elsewhere; None for one the atlas does not know."""
    found = _by_name().get(name.casefold(), [])
    return next((spot for spot in found if spot.country in countries), found[0] if found else None)


def place(known: KnownPlace) -> Spot | None:
    """Where a place of the data lies: by its own coordinates."""
    if known.latitude is None or known.longitude is None:
        return None
    return Spot(known.latitude, known.longitude, known.country)


def places(reference: Reference) -> dict[str, Spot]:
    """All places of the data that have coordinates, by name."""
    return {known.place: spot for known in reference.places if (spot := place(known))}
