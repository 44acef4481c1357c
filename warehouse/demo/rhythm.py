"""How many visits a place is meant to have in each hour of each day."""

from datetime import date, timedelta
from functools import cache

import numpy as np

from warehouse.calendars import nationwide_holidays
from warehouse.demo.profiles import DayKind, Levels, profiles
from warehouse.demo.stays import DAY, Stays
from warehouse.demo.world import Floats, World, rows

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "holiday")
HOLIDAY = 7


def day_numbers(world: World, country: str) -> list[int]:
    """0 to 6 for Monday to Sunday, 7 for a nationwide public holiday, for each day of the span."""
    last = world.first + timedelta(days=world.days - 1)
    free = nationwide_holidays(country, world.first.year, last.year)
    days = [world.first + timedelta(days=n) for n in range(world.days)]
    return [HOLIDAY if day in free else day.weekday() for day in days]


def day_kind(number: int) -> DayKind:
    """The kind of hours a day has: a public holiday is like a Sunday."""
    return "weekday" if number < 5 else "saturday" if number == 5 else "sunday"


def targets(world: World, rng: np.random.Generator) -> Floats:
    """Expected observed visits by place, day and hour; an array of places x days x 24."""
    weather = {city: _weather(world, rng) for city in world.cities}
    result = np.zeros((len(world.places), world.days, 24))
    for number, place in enumerate(world.places):
        levels = _levels(world, number) * np.exp(world.of_place[number].weather * weather[place["city"]])
        noise = rng.lognormal(0, 0.02, world.days)
        result[number] = (levels * noise)[:, None] * _hours(world, number)
    return result


def _weather(world: World, rng: np.random.Generator) -> Floats:
    """Fine weather of a city, mean 0 and deviation 1, much like the day before."""
    state, days = rng.normal(), []
    for shock in rng.normal(size=world.days):
        state = 0.6 * state + 0.8 * shock
        days.append(state)
    return np.array(days)


def observed(world: World, place: int, visits: float) -> float:
    """Visits of the population as visits of the panel."""
    weights = world.profiles.weights
    return visits * world.scale / (weights.DE if world.places[place]["country"] == "DE" else weights.GB)


def _levels(world: World, number: int) -> Floats:
    place, profile = world.places[number], world.of_place[number]
    weekday = _weekday_levels(place["place_type"], place["country"], world.profiles.days)
    days = np.array([weekday[n] for n in day_numbers(world, place["country"])])
    season = np.array([_season(profile.months, world.first + timedelta(days=n)) for n in range(world.days)])
    special = _special(world, place["country"], place["place_type"])
    levels: Floats = special * days * season * observed(world, number, profile.visits)
    return levels


def _weekday_levels(place_type: str, country: str, days: dict[str, Levels]) -> list[float]:
    if place_type == "shopping_street":
        return [float(row["level"]) for row in rows("weekday_levels.csv") if row["country"] == country]
    levels = days[place_type]
    return levels[country] if isinstance(levels, dict) else levels


def _season(months: list[float], day: date) -> float:
    """Between the middles of months, a straight line; months past the list are like the last one."""
    return float(np.interp(day.month - 1 + day.day / 31, np.arange(len(months)) + 0.5, months))


def _special(world: World, country: str, place_type: str) -> Floats:
    factor = np.ones(world.days)
    for first, last, where, kind, effect in world.profiles.special_days:
        if kind == place_type and where in (country, "both"):
            start, stop = (first - world.first).days, (last - world.first).days + 1
            factor[max(start, 0) : max(stop, 0)] *= effect
    return factor


def _hours(world: World, number: int) -> Floats:
    """Share of each hour, days x 24."""
    place, night = world.places[number], world.of_place[number].night
    return np.array(
        [hour_shape(place["place_type"], place["country"], d, night) for d in day_numbers(world, place["country"])]
    )


@cache
def hour_shape(place_type: str, country: str, day: int, night: float = 1.0) -> Floats:
    """Share of a day's visits in each hour of a day numbered as in `day_numbers`; sums to 1."""
    kind = day_kind(day)
    if place_type in ("shopping_street", "shopping_centre"):
        shape = street_shape(country, kind).copy()
        shape *= _open(country, kind) if place_type == "shopping_centre" else _nightlife(night, day)
    else:
        shape = np.array(_typed_hours(place_type, kind))
    share: Floats = shape / shape.sum()
    return share


def street_shape(country: str, kind: DayKind) -> Floats:
    """The fitted hours of a shopping street (`hour_shapes.csv`)."""
    found = (r for r in rows("hour_shapes.csv") if r["country"] == country and r["day_kind"] == kind)
    return np.array([float(row["share"]) for row in found])


def _open(country: str, kind: DayKind) -> Floats:
    first, last = profiles().opening[country][kind]
    hours = np.arange(24)
    inside = (hours >= first) & (hours < last)
    staff_and_stragglers = (hours == first - 1) | (hours == last)
    return np.where(inside, 1.0, np.where(staff_and_stragglers, 0.18, 0.0))


def _nightlife(night: float, day: int) -> Floats:
    """More people late on Friday and Saturday, and in the small hours after them."""
    hours = np.arange(24)
    late = (hours >= 20) & (day in (4, 5))
    small = (hours <= 4) & (day in (5, 6))
    return np.where(late | small, night, 1.0)


def _typed_hours(place_type: str, kind: DayKind) -> list[float]:
    named = profiles().hours[place_type]
    order: list[DayKind] = ["sunday", "saturday", "weekday"]
    return next(named[k] for k in order[order.index(kind) :] if k in named)


def missing_hour(world: World) -> dict[str, int]:
    """First minute of the hour the clocks skip, by country (last Sunday of March); far away if not in the span."""
    end = date(world.first.year, 3, 31)
    night = (end - timedelta(days=(end.weekday() + 1) % 7) - world.first).days
    return {"DE": night * DAY + 120, "GB": night * DAY + 60}


def outside_missing_hour(world: World, stays: Stays) -> Stays:
    """Stays that neither begin nor end in an hour their place never had."""
    skipped = missing_hour(world)
    start = np.array([skipped[place["country"]] for place in world.places])[stays.place]
    begins = (stays.start >= start) & (stays.start < start + 60)
    ends = (stays.end >= start) & (stays.end < start + 60)
    return stays.take(~(begins | ends))
