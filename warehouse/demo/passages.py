"""Stations and airports on the way: the stays that journeys leave behind, out and back."""

import numpy as np

from warehouse.demo.journeys import Journeys, hub
from warehouse.demo.people import People
from warehouse.demo.stays import DAY, Stays, dwell
from warehouse.demo.ways import next_places, way
from warehouse.demo.world import ELSEWHERE, Ints, World

# Before this minute of the day people reach an airport otherwise than through a station.
FIRST_TRAIN = 300


def on_the_way(world: World, people: People, journeys: Journeys, rng: np.random.Generator) -> Stays:
    """Stays at the stations and airports of all journeys, out and back."""
    trains, flights = journeys.take(~journeys.by_air), journeys.take(journeys.by_air)
    return Stays.join([*_rides(world, people, trains, rng), *_flights(world, people, flights, rng)])


def _rides(world: World, people: People, trips: Journeys, rng: np.random.Generator) -> list[Stays]:
    home, away = _at(world.stations, people.metro[trips.person]), _at(world.stations, trips.destination)
    out = _leg(world, rng, trips.person, home, away, trips.first * DAY + trips.leaves)
    back = _leg(world, rng, trips.person, away, home, trips.last * DAY + trips.returns)
    return [*out, *back]


def _flights(world: World, people: People, trips: Journeys, rng: np.random.Generator) -> list[Stays]:
    """Both airports of a flight, and where it led there from and on to; `returns` is the landing at home."""
    home = hub(world, people)[trips.person]
    away = _at(world.airports, trips.destination)
    takeoff, landing = trips.first * DAY + trips.leaves, trips.last * DAY + trips.returns
    flight, flight_back = way(rng, world, home, away), way(rng, world, away, home)
    station = _at(world.stations, people.metro[trips.person])
    before_home = np.where(station == ELSEWHERE, _sometimes(rng, next_places(world, rng, home), 0.2), station)
    around_away = _sometimes(rng, next_places(world, rng, away), 0.45)
    return [
        *_departure(world, rng, trips.person, home, takeoff, _sometimes(rng, before_home, 0.4)),
        *_arrival(world, rng, trips.person, away, takeoff + flight, around_away),
        *_departure(world, rng, trips.person, away, landing - flight_back, around_away),
        *_arrival(world, rng, trips.person, home, landing, _sometimes(rng, before_home, 0.4)),
    ]


def _sometimes(rng: np.random.Generator, place: Ints, share: float) -> Ints:
    return np.where(rng.random(len(place)) < share, place, ELSEWHERE)


def _departure(
    world: World, rng: np.random.Generator, person: Ints, airport: Ints, takeoff: Ints, origin: Ints
) -> list[Stays]:
    waiting, minutes = dwell(rng, world, airport), dwell(rng, world, origin)
    origin = np.where(airport == ELSEWHERE, ELSEWHERE, origin)
    enters = takeoff - waiting
    leaves = enters - way(rng, world, origin, airport)
    origin = np.where(leaves % DAY < FIRST_TRAIN, ELSEWHERE, origin)
    return [
        Stays.lasting(person, airport, enters, waiting),
        Stays.lasting(person, origin, leaves - minutes, minutes),
    ]


def _arrival(
    world: World, rng: np.random.Generator, person: Ints, airport: Ints, landing: Ints, goal: Ints
) -> list[Stays]:
    passing = dwell(rng, world, airport, stretch=0.4)
    goal = np.where(airport == ELSEWHERE, ELSEWHERE, goal)
    arrives = landing + passing + way(rng, world, airport, goal)
    return [
        Stays.lasting(person, airport, landing, passing),
        Stays.lasting(person, goal, arrives, dwell(rng, world, goal)),
    ]


def _leg(world: World, rng: np.random.Generator, person: Ints, origin: Ints, goal: Ints, leaves: Ints) -> list[Stays]:
    """Waiting at the origin until it leaves, the ride, and some minutes at the goal; either may be out of sight."""
    waiting = dwell(rng, world, origin)
    arriving = dwell(rng, world, goal, stretch=0.5)
    arrives = leaves + way(rng, world, origin, goal)
    return [Stays.lasting(person, origin, leaves - waiting, waiting), Stays.lasting(person, goal, arrives, arriving)]


def _at(table: Ints, city: Ints) -> Ints:
    return np.where(city == ELSEWHERE, ELSEWHERE, table[city])
