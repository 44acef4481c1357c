"""Journeys that leave the home city: by train for a day or some nights, by air, and to a match.

They say where a person is on each day (`locations`); what they leave at stations and airports is in `passages`.
"""

from dataclasses import dataclass
from datetime import date, time

import numpy as np
from numpy.typing import NDArray

from warehouse.demo.people import People, suits
from warehouse.demo.world import ELSEWHERE, Bools, Floats, Ints, World, kilometres, rows

MONTH = 30.4
EARLY_AND_LATE = ((6, 10, 14, 18), (0.3, 0.22, 0.26, 0.22))


@dataclass(frozen=True)
class Journeys:
    """Who travels where (-1: out of sight) on which days (first and last, inclusive), and how."""

    person: Ints
    destination: Ints
    first: Ints
    last: Ints
    by_air: Bools
    leaves: Ints
    returns: Ints

    def __len__(self) -> int:
        return len(self.person)

    def take(self, which: Bools | Ints) -> "Journeys":
        """Those of a mask or an order."""
        return Journeys(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    def join(self, other: "Journeys") -> "Journeys":
        """Both, one after the other."""
        both = ((getattr(self, n), getattr(other, n)) for n in self.__dataclass_fields__)
        return Journeys(*(np.concatenate(pair) for pair in both))


def make_journeys(world: World, people: People, rng: np.random.Generator) -> Journeys:
    """All journeys of the span; nobody is on two at once."""
    every = _by_train(world, people, rng).join(_by_air(world, people, rng)).join(_to_matches(world, people, rng))
    every = every.take((every.first >= 0) & (every.last < world.days))
    every = every.take(np.lexsort((every.last, every.first, every.person)))
    return every.take(_free(every))


def _free(every: Journeys) -> Bools:
    """Journeys that begin after all earlier ones of the person have ended."""
    span = int(every.last.max(initial=0)) + 2
    key = every.person * span
    latest = np.maximum.accumulate(key + every.last)
    before = np.r_[-1, latest[:-1]]
    free: Bools = key + every.first > before
    return free


def _by_train(world: World, people: People, rng: np.random.Generator) -> Journeys:
    rule = world.profiles.journeys
    rate = np.where(people.metro == ELSEWHERE, rule.train_rate_elsewhere, rule.train_rate)
    person = np.repeat(np.arange(len(people)), rng.poisson(rate * _months(world) * people.activity))
    destination = _same_country_city(world, people, person, rng)
    first = _day(world, rng, len(person), weekend=0.4)
    nights = np.where(rng.random(len(person)) < rule.day_trips, 0, rng.geometric(0.5, len(person)))
    morning = rng.normal(510, 75, len(person))
    later = rng.normal(700, 170, len(person))
    leaves = np.where(nights == 0, morning, later).clip(330, 1140)
    returns = np.where(nights == 0, rng.normal(1090, 80, len(person)), rng.normal(960, 150, len(person))).clip(
        600, 1290
    )
    by_air = np.zeros(len(person), bool)
    return Journeys(person, destination, first, first + nights, by_air, _minutes(leaves), _minutes(returns))


def _by_air(world: World, people: People, rng: np.random.Generator) -> Journeys:
    rule = world.profiles.journeys
    at_hub = np.isin(people.metro, np.flatnonzero(world.airports != ELSEWHERE))
    beyond = np.where(people.german, rule.flight_rate["DE"], rule.flight_rate["GB"])
    fit = suits(world, people, np.arange(len(people)), hub(world, people))
    rate = np.where(at_hub, rule.flight_rate["hub"], beyond) * fit / fit.mean() * _months(world) * people.activity
    person = np.repeat(np.arange(len(people)), rng.poisson(rate))
    seen = rng.random(len(person)) < rule.abroad_in_panel
    destination = np.where(seen, _city_abroad(world, people, person, rng), ELSEWHERE)
    nights = np.clip(rng.lognormal(1.1, 0.75, len(person)), 0, 15).astype(np.int64)
    first = _day(world, rng, len(person), weekend=0.3, season=True)
    leaves, returns = _flight_time(rng, len(person)), _flight_time(rng, len(person))
    same_day = nights == 0
    leaves = np.where(same_day, rng.integers(360, 480, len(person)), leaves)
    returns = np.where(same_day, rng.integers(1080, 1290, len(person)), returns)
    return Journeys(person, destination, first, first + nights, np.ones(len(person), bool), leaves, returns)


def _to_matches(world: World, people: People, rng: np.random.Generator) -> Journeys:
    """Guests from other cities of the country: about an eighth of the ground."""
    parts = [_one_match(world, people, rng, f) for f in fixtures(world)]
    empty = np.zeros(0, np.int64)
    start = Journeys(empty, empty, empty, empty, np.zeros(0, bool), empty, empty)
    for part in parts:
        start = start.join(part)
    return start


def _one_match(world: World, people: People, rng: np.random.Generator, match: "Fixture") -> Journeys:
    home = world.city[match.place]
    strangers = np.flatnonzero((people.metro != home) & people.german & (people.band < 5) & ~people.female)
    person = rng.choice(strangers, min(match.crowd // 8, len(strangers)), replace=False)
    stays_over = match.end > 21 * 60
    full = np.full(len(person), 1)
    returns = rng.integers(560, 700, len(person)) if stays_over else match.end + rng.integers(70, 130, len(person))
    leaves = np.maximum(match.start - rng.integers(420, 560, len(person)), 300)
    last = full * (match.day + stays_over)
    return Journeys(person, full * home, full * match.day, last, np.zeros(len(person), bool), leaves, returns)


@dataclass(frozen=True)
class Fixture:
    """A match or concert: the day by number, its minutes of the day, and how many of the panel come."""

    place: int
    day: int
    start: int
    end: int
    crowd: int


def fixtures(world: World) -> list[Fixture]:
    """The fixtures within the span (`fixtures.csv`)."""
    found = []
    for row in rows("fixtures.csv"):
        place = world.number(row["place_id"])
        day = (date.fromisoformat(row["date"]) - world.first).days
        crowd = world.of_place[place].capacity * float(row["filling"]) / world.profiles.weights.DE * world.scale
        if 0 <= day < world.days:
            found.append(Fixture(place, day, _clock(row["starts"]), _clock(row["ends"]), round(crowd)))
    return found


def _clock(text: str) -> int:
    moment = time.fromisoformat(text)
    return moment.hour * 60 + moment.minute


def _months(world: World) -> float:
    return world.days / MONTH


def _minutes(values: Floats) -> Ints:
    return values.astype(np.int64)


def _flight_time(rng: np.random.Generator, count: int) -> Ints:
    hours, odds = EARLY_AND_LATE
    wave = rng.choice(hours, count, p=odds) * 60 + rng.normal(60, 85, count)
    return _minutes(wave.clip(320, 1340))


def _day(world: World, rng: np.random.Generator, count: int, weekend: float, season: bool = False) -> Ints:
    """A day of departure; `weekend` is how much likelier Friday and Saturday are."""
    weekday = (world.first.weekday() + np.arange(world.days)) % 7
    odds = 1 + weekend * np.isin(weekday, (4, 5))
    if season:
        odds = odds * np.linspace(0.85, 1.15, world.days)
    return rng.choice(world.days, count, p=odds / odds.sum())


def _same_country_city(world: World, people: People, person: Ints, rng: np.random.Generator) -> Ints:
    lat, lon = world.city_position
    pull = _pulls(world)
    germany = np.array([c == "DE" for c in world.country_of_city])
    chosen = np.empty(len(person), np.int64)
    for district in np.unique(people.district[person]):
        here = np.flatnonzero(people.district[person] == district)
        someone = person[here[0]]
        km = kilometres(people.latitude[someone], people.longitude[someone], lat, lon)
        odds = pull * np.exp(-km / 300) * (germany == people.german[someone])
        odds[people.metro[someone]] *= float(people.metro[someone] == ELSEWHERE)
        chosen[here] = rng.choice(len(odds), len(here), p=odds / odds.sum())
    return chosen


def _city_abroad(world: World, people: People, person: Ints, rng: np.random.Generator) -> Ints:
    germany = np.array([c == "DE" for c in world.country_of_city])
    chosen = np.empty(len(person), np.int64)
    for german in (True, False):
        odds = _pulls(world) * (germany != german)
        here = people.german[person] == german
        chosen[here] = rng.choice(len(odds), int(here.sum()), p=odds / odds.sum())
    return chosen


def _pulls(world: World) -> Floats:
    return np.array([world.profiles.journeys.pull[city] for city in world.cities])


def locations(world: World, people: People, journeys: Journeys) -> NDArray[np.int8]:
    """City where each person spends each day (people x days), -1 where that is none of ours."""
    result = np.repeat(people.metro.astype(np.int8)[:, None], world.days, axis=1)
    length = journeys.last - journeys.first + 1
    row = np.repeat(np.arange(len(journeys)), length)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    result[journeys.person[row], journeys.first[row] + offset] = journeys.destination[row]
    return result


def hub(world: World, people: People) -> Ints:
    """The airport each person flies from."""
    germany, britain = (world.number(world.profiles.journeys.hubs[country]) for country in ("DE", "GB"))
    return np.where(people.german, germany, britain)
