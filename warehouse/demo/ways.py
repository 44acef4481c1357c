"""Ways inside a city and beyond: how long one takes, and where it leads."""

import numpy as np

from warehouse.demo.world import ELSEWHERE, Floats, Ints, World

TYPE_PULL = {"shopping_street": 1.0, "shopping_centre": 0.8, "park": 0.45, "station": 0.5, "airport": 0.0}


def way(rng: np.random.Generator, world: World, origin: Ints, destination: Ints) -> Ints:
    """Minutes on the way: the typical ones with some waiting."""
    typical = world.travel[origin, destination]
    delay: Floats = rng.gamma(2.0, 0.12, len(origin))
    return (typical * (0.92 + delay)).round().astype(np.int64)


def next_places(world: World, rng: np.random.Generator, place: Ints, only: tuple[str, ...] = ()) -> Ints:
    """Where people go from a place within its city, nearer and busier ones first; -1 where there is nothing."""
    odds = _transitions(world, only)
    total = odds.sum(axis=1)
    steps = np.cumsum(odds, axis=1) / np.maximum(total, 1e-12)[:, None]
    goal = (rng.random(len(place))[:, None] > steps[place]).sum(axis=1)
    return np.where(total[place] > 0, np.minimum(goal, len(world.places) - 1), ELSEWHERE)


def _transitions(world: World, only: tuple[str, ...]) -> Floats:
    pull = np.array(
        [
            p.visits * TYPE_PULL.get(kind, 0.3) * (not only or kind in only)
            for p, kind in zip(world.of_place, world.place_type, strict=True)
        ]
    )
    near = np.exp(-world.travel / 18.0)
    odds: Floats = np.sqrt(pull)[None, :] * near * (world.city[:, None] == world.city[None, :])
    np.fill_diagonal(odds, 0)
    return odds
