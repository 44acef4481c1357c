"""The stage: places, districts, and how long it takes from place to place."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from warehouse.demo.profiles import FOLDER, Profile, Profiles, profiles

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ELSEWHERE = -1


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a data file of this folder."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kilometres(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Distance on a plane laid through both points: exact enough within a continent's corner."""
    east = (lon2 - lon1) * np.cos(np.radians((lat1 + lat2) / 2)) * 111.3
    return np.hypot(east, (lat2 - lat1) * 111.2)


@dataclass(frozen=True)
class World:
    """Places and districts as arrays; a city is one that has places, numbered in the order of `cities`."""

    first: date
    days: int
    people: int
    places: list[dict[str, str]]
    districts: list[dict[str, str]]

    @cached_property
    def profiles(self) -> Profiles:
        """The judgement everything rests on."""
        return profiles()

    @cached_property
    def of_place(self) -> list[Profile]:
        """Each place's profile."""
        return [self.profiles.of(p["place_id"], p["place_type"]) for p in self.places]

    @cached_property
    def scale(self) -> float:
        """Size of the panel against the one of 60,000 that the weights are meant for."""
        return self.people / 60_000

    @cached_property
    def cities(self) -> list[str]:
        """Cities with places, alphabetically."""
        return sorted({p["city"] for p in self.places})

    @cached_property
    def city(self) -> Ints:
        """City of each place."""
        return np.array([self.cities.index(p["city"]) for p in self.places])

    @cached_property
    def country_of_city(self) -> list[str]:
        """Country of each city."""
        return [next(p["country"] for p in self.places if p["city"] == city) for city in self.cities]

    @cached_property
    def position(self) -> tuple[Floats, Floats]:
        """Latitude and longitude of each place."""
        return _column(self.places, "latitude"), _column(self.places, "longitude")

    @cached_property
    def city_position(self) -> tuple[Floats, Floats]:
        """Middle of the places of each city."""
        lat, lon = self.position
        inside = [self.city == c for c in range(len(self.cities))]
        return np.array([lat[i].mean() for i in inside]), np.array([lon[i].mean() for i in inside])

    @cached_property
    def travel(self) -> Ints:
        """Typical minutes from door to door, place by place: 8 to 40 in a city, by train beyond, by air abroad."""
        lat, lon = self.position
        km = kilometres(lat[:, None], lon[:, None], lat[None, :], lon[None, :])
        near = np.clip(7 + 2.6 * km, 8, 40)
        far = np.maximum(25 + km * 0.42, 45)
        country = np.array([p["country"] for p in self.places])
        abroad = country[:, None] != country[None, :]
        return np.where(abroad, 105, np.where(km < 45, near, far)).round().astype(np.int64)

    @cached_property
    def place_type(self) -> list[str]:
        """Type of each place."""
        return [p["place_type"] for p in self.places]

    @cached_property
    def stations(self) -> Ints:
        """Station of each city, -1 where the places hold none."""
        return self._first_of("station")

    @cached_property
    def airports(self) -> Ints:
        """Airport of each city, -1 where the places hold none."""
        return self._first_of("airport")

    def _first_of(self, kind: str) -> Ints:
        found = np.full(len(self.cities), ELSEWHERE)
        for place in range(len(self.places) - 1, -1, -1):
            if self.place_type[place] == kind:
                found[self.city[place]] = place
        return found

    def number(self, place_id: str) -> int:
        """Number of a place by its id."""
        return next(n for n, place in enumerate(self.places) if place["place_id"] == place_id)


def _column(table: list[dict[str, str]], name: str) -> Floats:
    return np.array([float(row[name]) for row in table])


def open_world(first: date, last: date, people: int) -> World:
    """The shipped places and districts for a span of days and a size of panel."""
    return World(first, (last - first).days + 1, people, rows("places.csv"), rows("districts.csv"))
