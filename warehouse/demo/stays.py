"""Stays: who was where from when to when, in minutes since the first midnight. Kept as arrays, never as objects."""

from dataclasses import dataclass

import numpy as np

from warehouse.demo.world import Bools, Floats, Ints, World

DAY = 1440
# The longest a direct way may take, against the typical way, before something unseen must lie between.
DETOUR = 1.7
SLACK = 20


@dataclass(frozen=True)
class Stays:
    """Four arrays of one length."""

    person: Ints
    place: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.person)

    def take(self, which: Bools | Ints) -> "Stays":
        """Those of a mask or an order."""
        return Stays(self.person[which], self.place[which], self.start[which], self.end[which])

    @staticmethod
    def lasting(person: Ints, place: Ints, start: Ints, minutes: Ints) -> "Stays":
        """Stays by their length, as far as they are at a place (a place of -1 is none of ours)."""
        return Stays(person, place, start, start + np.maximum(minutes, 1)).take(place >= 0)

    @staticmethod
    def join(parts: "list[Stays]") -> "Stays":
        """All parts, one after the other."""
        return Stays(
            np.concatenate([p.person for p in parts]),
            np.concatenate([p.place for p in parts]),
            np.concatenate([p.start for p in parts]),
            np.concatenate([p.end for p in parts]),
        )


def dwell(rng: np.random.Generator, world: World, place: Ints, stretch: float = 1.0) -> Ints:
    """Minutes of a stay, log-normal by place, 2 minutes to 9 hours."""
    median = np.array([p.dwell[0] for p in world.of_place])[place] * stretch
    spread = np.array([p.dwell[1] for p in world.of_place])[place]
    return np.clip(rng.lognormal(np.log(median), spread), 2, 540).astype(np.int64)


def way(rng: np.random.Generator, world: World, origin: Ints, destination: Ints) -> Ints:
    """Minutes on the way: the typical ones with some waiting."""
    typical = world.travel[origin, destination]
    delay: Floats = rng.gamma(2.0, 0.12, len(origin))
    return (typical * (0.92 + delay)).round().astype(np.int64)


def within_span(stays: Stays, world: World) -> Stays:
    """Stays that begin and end within the days of the panel."""
    return stays.take((stays.start >= 0) & (stays.end < world.days * DAY))


def without_overlap(stays: Stays, world: World) -> Stays:
    """In order of person and time, without stays nobody could have reached from the one before.

    A stay goes when its predecessor stays; so the loop ends when every remaining pair is possible.
    """
    stays = stays.take(np.lexsort((stays.end, stays.start, stays.person)))
    while True:
        clash = _clash(stays, world)
        if not clash.any():
            return stays
        stays = stays.take(~(clash & ~np.r_[False, clash[:-1]]))


def _clash(stays: Stays, world: World) -> Bools:
    same = stays.person[1:] == stays.person[:-1]
    gap = stays.start[1:] - stays.end[:-1]
    needed = world.travel[stays.place[:-1], stays.place[1:]] * 0.85
    needed = np.where(stays.place[1:] == stays.place[:-1], 15, needed)
    return np.r_[False, same & (gap < needed)]


def direct_trips(stays: Stays, world: World) -> tuple[Ints, Ints]:
    """Row numbers of origin and destination of each direct way; `stays` in order of person and time."""
    ordered = np.arange(len(stays) - 1)
    gap = stays.start[1:] - stays.end[:-1]
    longest = world.travel[stays.place[:-1], stays.place[1:]] * DETOUR + SLACK
    direct = (stays.person[1:] == stays.person[:-1]) & (stays.place[1:] != stays.place[:-1]) & (gap <= longest)
    return ordered[direct], ordered[direct] + 1
