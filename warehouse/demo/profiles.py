"""Profiles of place types and places, read from `profiles.yaml`: the judgement the panel rests on, typed."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent

DayKind = Literal["weekday", "saturday", "sunday"]
Levels = list[float] | dict[str, list[float]]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Profile(_Model):
    """How people use a place; the units are explained at the head of `profiles.yaml`."""

    dwell: tuple[float, float]
    ages: list[float]
    women: float
    loyalty: float
    decay_km: float
    guests: float
    outings: float
    weather: float
    onward: float
    months: list[float]
    night: float = 1.0
    visits: float = 0.0
    capacity: int = 0


class Weights(_Model):
    """Mean number of people one panel member stands for, by country, age and gender."""

    DE: float
    GB: float
    ages: list[float]
    gender: dict[str, float]


class Population(_Model):
    """Who the panel members are."""

    ages: list[float]
    working: list[float]
    age_unknown: float
    gender_unknown: float
    objectors: float


class Commuting(_Model):
    """Who passes through the station of the own city on a working day (Monday to Friday)."""

    by_station: dict[str, float]
    present: list[float]
    errand: float


class Journeys(_Model):
    """How often people leave their city, by train or from an airport."""

    train_rate: float
    train_rate_elsewhere: float
    day_trips: float
    flight_rate: dict[str, float]
    abroad_in_panel: float
    pull: dict[str, float]
    hubs: dict[str, str]


class Profiles(_Model):
    """The whole file."""

    types: dict[str, Profile]
    places: dict[str, dict[str, float | list[float]]]
    days: dict[str, Levels]
    opening: dict[str, dict[DayKind, tuple[int, int]]]
    hours: dict[str, dict[DayKind, list[float]]]
    special_days: list[tuple[date, date, str, str, float]]
    weights: Weights
    population: Population
    commuting: Commuting
    journeys: Journeys

    def of(self, place_id: str, place_type: str) -> Profile:
        """The profile of a place: its type's, with what sets the place apart on top."""
        return Profile.model_validate(self.types[place_type].model_dump() | self.places[place_id])


@cache
def profiles() -> Profiles:
    """The shipped profiles."""
    return Profiles.model_validate(yaml.safe_load((FOLDER / "profiles.yaml").read_text(encoding="utf-8")))
