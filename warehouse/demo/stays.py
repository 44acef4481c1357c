"""Stays: who was where from when to when, in minutes since the first midnight. Kept as arrays, never as objects."""

from dataclasses import dataclass

import numpy as np

from warehouse.demo.world import Bools, Ints, World

DAY = 1440
# The longest a direct way may take, against the typical way, before something unseen must lie between.
DETOUR = 1.7
SLACK = 20
# Visits of a person to a place on one day, and how many of any further ones there are.
USUAL_VISITS, RETURNS = 3, 0.3


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


def within_span(stays: Stays, world: World) -> Stays:
    """Stays that begin and end within the days of the panel."""
    return stays.take((stays.start >= 0) & (stays.end < world.days * DAY))


def without_overlap(stays: Stays, world: World) -> Stays:
    """In order of person and time, without stays nobody could have reached from the one before.

    A linked list: where a stay goes, only its successor has to be looked at again. A stay waits for the next round when
    its predecessor clashes too, so no two neighbours go at once.
    """
    stays = stays.take(np.argsort(stays.person * (world.days * DAY * 2) + stays.start, kind="stable"))
    count = len(stays)
    before, after = np.arange(-1, count), np.arange(1, count + 2)
    kept, clashing = np.ones(count, bool), np.zeros(count + 1, bool)
    check = np.arange(1, count)
    while len(check):
        clash = check[_unreachable(stays, world, before[check], check)]
        clashing[clash] = True
        waits = clashing[before[clash]]
        clashing[clash] = False
        goes = clash[~waits]
        kept[goes] = False
        after[before[goes]], before[after[goes]] = after[goes], before[goes]
        check = np.unique(np.r_[after[goes], clash[waits]])
        check = check[check < count]
    return stays.take(kept)


def without_most_returns(stays: Stays, world: World, rng: np.random.Generator) -> Stays:
    """Few people are at one place more than three times a day: of what is above, most goes."""
    spell = (stays.person * len(world.places) + stays.place) * world.days + stays.start // DAY
    order = np.argsort(spell, kind="stable")
    spell = spell[order]
    nth = np.arange(len(spell)) - np.searchsorted(spell, spell)
    again = np.zeros(len(stays), bool)
    again[order] = nth >= USUAL_VISITS
    return stays.take(~again | (rng.random(len(stays)) < RETURNS))


def _unreachable(stays: Stays, world: World, earlier: Ints, later: Ints) -> Bools:
    origin, goal = stays.place[earlier], stays.place[later]
    needed = np.where(goal == origin, 15, world.travel[origin, goal] * 0.85)
    gap = stays.start[later] - stays.end[earlier]
    clash: Bools = (stays.person[later] == stays.person[earlier]) & (gap < needed)
    return clash


def direct_trips(stays: Stays, world: World) -> tuple[Ints, Ints]:
    """Row numbers of origin and destination of each direct way; `stays` in order of person and time."""
    ordered = np.arange(len(stays) - 1)
    gap = stays.start[1:] - stays.end[:-1]
    longest = world.travel[stays.place[:-1], stays.place[1:]] * DETOUR + SLACK
    direct = (stays.person[1:] == stays.person[:-1]) & (stays.place[1:] != stays.place[:-1]) & (gap <= longest)
    return ordered[direct], ordered[direct] + 1
