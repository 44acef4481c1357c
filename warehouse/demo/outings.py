"""What people do in the city they are in: commuting, matches, outings from place to place, and single visits.

Outings are drawn from the place: each hour's visits are handed to people by their habits, so a place keeps its rhythm
and a person keeps theirs. `fill` brings every hour up to its target, `trim` takes off what is above.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from warehouse.demo.journeys import Journeys, fixtures
from warehouse.demo.people import Habits, People, suits
from warehouse.demo.rhythm import day_kind, day_numbers
from warehouse.demo.stays import DAY, Stays, dwell
from warehouse.demo.ways import next_places, way
from warehouse.demo.world import ELSEWHERE, Bools, Floats, Ints, World

BY_TRAIN = 0.3
ONWARD_AGAIN = 0.45


@dataclass(frozen=True)
class Town:
    """Everything known before a day begins: who is in which city on which day, and what draws them."""

    world: World
    people: People
    habits: Habits
    location: NDArray[np.int8]

    def at_home(self, person: Ints, day: Ints) -> Bools:
        """Whether people spend a day in their own city."""
        home: Bools = self.location[person, day] == self.people.metro[person]
        return home

    @cached_property
    def guests(self) -> tuple[Ints, Ints]:
        """People spending a day in a city they don't live in, ordered by city and day, and where each group starts."""
        day_count = self.world.days
        away = (self.location != ELSEWHERE) & (self.location != self.people.metro[:, None])
        person, day = np.nonzero(away)
        group = self.location[person, day].astype(np.int64) * day_count + day
        order = np.argsort(group, kind="stable")
        starts = np.searchsorted(group[order], np.arange(len(self.world.cities) * day_count + 1))
        return person[order], starts

    @cached_property
    def present(self) -> Floats:
        """Share of a city's people who are at home, cities x days."""
        metro = self.people.metro
        home = [self.location[metro == c] == c for c in range(len(self.world.cities))]
        return np.array([h.mean(axis=0) if len(h) else np.ones(self.world.days) for h in home]).clip(0.3)


def commutes(town: Town, rng: np.random.Generator) -> list[Stays]:
    """Morning and evening at the station on working days, some with an errand on the way home."""
    world, rule = town.world, town.world.profiles.commuting
    parts = []
    for city, share in rule.by_station.items():
        number = world.cities.index(city)
        pool = np.flatnonzero((town.people.metro == number) & town.people.works)
        regulars = pool[rng.random(len(pool)) < share]
        person, day = _workdays(town, rng, number, regulars)
        parts += _there_and_back(town, rng, number, person, day)
    return parts


def _workdays(town: Town, rng: np.random.Generator, city: int, regulars: Ints) -> tuple[Ints, Ints]:
    country = town.world.country_of_city[city]
    present = np.array([*town.world.profiles.commuting.present, 0.04, 0.02, 0.02])[day_numbers(town.world, country)]
    row, day = np.nonzero(rng.random((len(regulars), town.world.days)) < present)
    person = regulars[row]
    home = town.at_home(person, day)
    return person[home], day[home]


def _there_and_back(town: Town, rng: np.random.Generator, city: int, person: Ints, day: Ints) -> list[Stays]:
    world, count = town.world, len(person)
    station = np.full(count, world.stations[city])
    morning = day * DAY + rng.normal(484, 42, count).astype(np.int64)
    evening = day * DAY + rng.normal(1046, 55, count).astype(np.int64)
    goal = next_places(world, rng, station, only=("shopping_street", "shopping_centre"))
    goal = np.where(rng.random(count) < world.profiles.commuting.errand, goal, ELSEWHERE)
    there = dwell(rng, world, station, stretch=0.7)
    errand = Stays.lasting(person, goal, evening, dwell(rng, world, goal, stretch=0.6))
    stopped = goal != ELSEWHERE
    back = evening.copy()
    back[stopped] = errand.end + way(rng, world, goal[stopped], station[stopped])
    parts = [Stays.lasting(person, station, morning, there), errand]
    return [*parts, Stays.lasting(person, station, back, dwell(rng, world, station, stretch=0.9))]


def matches(town: Town, journeys: Journeys, rng: np.random.Generator) -> list[Stays]:
    """The crowds at the fixtures: guests who came for it, and people of the city by habit."""
    parts = []
    for match in fixtures(town.world):
        city = town.world.city[match.place]
        came = (journeys.first == match.day) & (journeys.destination == city) & (journeys.leaves < match.start)
        guests = journeys.person[came & ~journeys.by_air][: match.crowd // 7]
        own = np.unique(town.habits.draw(rng, match.place, match.crowd * 5 // 2))
        own = own[town.at_home(own, np.full(len(own), match.day))]
        own = rng.permutation(own)[: max(match.crowd - len(guests), 0)]
        parts += _crowd(
            town.world, rng, np.r_[guests, own], match.place, match.day * DAY + match.start, match.end - match.start
        )
    return parts


def _crowd(world: World, rng: np.random.Generator, person: Ints, place: int, kickoff: int, length: int) -> list[Stays]:
    count = len(person)
    ground = np.full(count, place)
    early = rng.gamma(4, 11, count).astype(np.int64)
    start = kickoff - early
    minutes = early + length + rng.normal(12, 9, count).astype(np.int64)
    inside = Stays.lasting(person, ground, start, minutes)
    return [inside, *by_train(world, rng, inside, share=0.35)]


def by_train(world: World, rng: np.random.Generator, stays: Stays, share: float) -> list[Stays]:
    """For some stays the station of the city right before and right after."""
    station = world.stations[world.city[stays.place]]
    chosen = (station != ELSEWHERE) & (station != stays.place) & (rng.random(len(stays)) < share)
    some, station = stays.take(chosen), station[chosen]
    minutes = dwell(rng, world, station, stretch=0.7)
    before = some.start - way(rng, world, station, some.place) - minutes
    after = some.end + way(rng, world, some.place, station)
    first = Stays.lasting(some.person, station, before, minutes)
    return [first, Stays.lasting(some.person, station, after, dwell(rng, world, station))]


def outings(town: Town, targets: Floats, rng: np.random.Generator) -> list[Stays]:
    """Visits that are the aim of a way, and where it leads from there, up to two places on."""
    share = np.array([p.outings for p in town.world.of_place])
    aims = draw_visits(town, targets * share[:, None, None], rng)
    onward = _onward(town, rng, aims, 1.0)
    again = _onward(town, rng, onward, ONWARD_AGAIN)
    return [aims, onward, again, *by_train(town.world, rng, aims, BY_TRAIN)]


def _onward(town: Town, rng: np.random.Generator, stays: Stays, eagerness: float) -> Stays:
    world = town.world
    odds = np.array([p.onward for p in world.of_place])[stays.place] * eagerness
    going = stays.take(rng.random(len(stays)) < odds)
    goal = next_places(world, rng, going.place)
    wanted = (goal >= 0) & (rng.random(len(goal)) < suits(world, town.people, going.person, goal))
    going, goal = going.take(wanted), goal[wanted]
    start = going.end + way(rng, world, going.place, goal)
    return Stays.lasting(going.person, goal, start, dwell(rng, world, goal, stretch=0.9))


def draw_visits(town: Town, expected: Floats, rng: np.random.Generator) -> Stays:
    """Single visits, as many as expected by place, day and hour, by the habits of the city and by its guests."""
    parts = [_draw_at(town, place, expected[place], rng) for place in range(len(town.world.places))]
    return Stays.join(parts)


def _draw_at(town: Town, place: int, expected: Floats, rng: np.random.Generator) -> Stays:
    world, city = town.world, town.world.city[place]
    guests = world.of_place[place].guests
    own = rng.poisson(expected * (1 - guests) / town.present[city][:, None])
    day, hour = _spread(own)
    person = town.habits.draw(rng, place, len(day))
    own_day, own_hour, person = _keep(town.at_home(person, day), day, hour, person)
    day, hour = _spread(rng.poisson(expected * guests))
    guest = _draw_guests(town, rng, int(city), day)
    guest_day, guest_hour, guest = _keep(guest != ELSEWHERE, day, hour, guest)
    person, day, hour = np.r_[person, guest], np.r_[own_day, guest_day], np.r_[own_hour, guest_hour]
    where = np.full(len(person), place)
    start = day * DAY + hour * 60 + rng.integers(0, 60, len(person))
    return Stays.lasting(person, where, start, dwell(rng, world, where))


def _spread(counts: Ints) -> tuple[Ints, Ints]:
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    return cell // 24, cell % 24


def _keep(mask: Bools, *arrays: Ints) -> tuple[Ints, ...]:
    return tuple(array[mask] for array in arrays)


def _draw_guests(town: Town, rng: np.random.Generator, city: int, day: Ints) -> Ints:
    people, starts = town.guests
    group = city * town.world.days + day
    size = starts[group + 1] - starts[group]
    index = starts[group] + (rng.random(len(day)) * size).astype(np.int64)
    if not len(people):
        return np.full(len(day), ELSEWHERE)
    return np.where(size > 0, people[np.minimum(index, len(people) - 1)], ELSEWHERE)


def count_by_hour(world: World, stays: Stays) -> Floats:
    """Visits by place, day and hour of their start."""
    cell = stays.place * world.days * 24 + stays.start // 60
    size = len(world.places) * world.days * 24
    return np.bincount(cell, minlength=size).reshape(-1, world.days, 24).astype(np.float64)


def trim(world: World, stays: Stays, targets: Floats, rng: np.random.Generator) -> Stays:
    """Drops what is above target over all days of a kind, by place and hour; match crowds have no target."""
    kept = np.ones(targets.shape)
    counts = count_by_hour(world, stays)
    for place in range(len(world.places)):
        if world.place_type[place] == "stadium":
            continue
        kinds = np.array([day_kind(n) for n in day_numbers(world, world.places[place]["country"])])
        for kind in np.unique(kinds):
            want, have = targets[place][kinds == kind].sum(axis=0), counts[place][kinds == kind].sum(axis=0)
            kept[place][kinds == kind] = np.minimum(1.0, want / np.maximum(have, 1e-9))
    odds = kept.reshape(len(world.places), -1)[stays.place, stays.start // 60]
    return stays.take(rng.random(len(stays)) < odds)


def fill(town: Town, stays: Stays, targets: Floats, rng: np.random.Generator) -> Stays:
    """Single visits that bring each hour up to its target."""
    missing = np.maximum(targets - count_by_hour(town.world, stays), 0)
    return Stays.join([stays, draw_visits(town, missing, rng)])
