"""What the protection costs: how far figures are from the truth, and how much is shown at all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.attacks.layout import TABLES
from tests.attacks.outcome import Mark, at_least, at_most
from tests.attacks.panel import PLANTED
from tests.attacks.scores import Floats
from tests.attacks.world import World
from warehouse.noise import probabilities
from warehouse.policy import read_policy

ROUNDS = 20
BEST = 5
FEWEST, MANY = 20, 1000  # cells for a percentile to say something, and to be held against chance alone
# The bars of the demo panel; on any other panel errors are held against what noise and rounding alone make of them.
MOST = {
    "footfall_daily": ("a day's visitors", 0.3, 1.5),
    "footfall_hourly": ("an hour's visitors", 2.5, 14.0),
    "footfall_monthly": ("a month's visitors", None, 0.1),
}
TOP_KEPT = 98.0
SLACK = 1.1


@dataclass(frozen=True)
class Usefulness:
    """One figure of utility. `unavoidable`: the same caps, noise and rounding at the same sizes and nothing else."""

    what: str
    figure: float | None
    unavoidable: float | None = None
    mark: Mark | None = None

    @property
    def passed(self) -> bool:
        """Whether the figure meets its mark, if it has one."""
        return self.figure is None or self.mark is None or self.mark.met(self.figure)


def usefulness(world: World, *, demo: bool) -> list[Usefulness]:
    """All figures for what an analyst sees; `demo`: held against the bars of the demo panel."""
    return [
        *(error for table in MOST for error in _errors(world, table, demo)),
        _top_kept(world, demo),
        *(Usefulness(f"{table}: shown, % of the people in all its cells", _coverage(world, table)) for table in TABLES),
    ]


def _errors(world: World, table: str, demo: bool) -> list[Usefulness]:
    """Errors in % of the true number of people in a cell, at the median and at the 95th percentile."""
    what, *bars = MOST[table]
    keys = ", ".join(TABLES[table].keys)
    found = world.lab.execute(f"""SELECT s.people, t.n, c.n FROM {world.seen("defended", "analyst", table)} AS s
        JOIN plain.{table} AS t USING ({keys}) JOIN capped.{table} AS c USING ({keys})
        WHERE place_id NOT IN {PLANTED}""").fetchall()
    if len(found) < FEWEST:
        return [Usefulness(f"{what}: error (only {len(found)} cells are shown)", None)]
    people, true, capped = np.array(found, float).T
    made, least = _percent(people, true), _percent(_shown(capped, ROUNDS), true)
    figures = []
    for name, at, bar in zip(("median", "95th percentile"), (50, 95), bars, strict=True):
        figure, unavoidable = (float(np.percentile(errors, at)) for errors in (made, least))
        limit = bar if demo else SLACK * unavoidable if len(found) >= MANY else None
        mark = None if limit is None else at_most(float(str(limit)))
        figures.append(Usefulness(f"{what}: error in %, {name}", figure, unavoidable, mark))
    return figures


def _percent(shown: Floats, true: Floats) -> Floats:
    return np.asarray(np.abs(shown - true) / true * 100)


def _shown(counts: Floats, rounds: int) -> Floats:
    """Counts after noise and rounding alone, drawn afresh until each would be stored: rounds x counts."""
    policy, rng = read_policy(), np.random.default_rng(1)
    chances = np.array([float(p) for p in probabilities(policy.noise)])
    again = np.tile(counts, (rounds, 1))
    shown, open_ = np.zeros_like(again), again >= 0
    while open_.any():
        shifts = rng.choice(
            np.arange(-policy.noise.bound, policy.noise.bound + 1), int(open_.sum()), p=chances / chances.sum()
        )
        shown[open_] = (again[open_] + shifts + policy.round_to // 2) // policy.round_to * policy.round_to
        open_ = shown < policy.smallest_group
    return shown


def _top_kept(world: World, demo: bool) -> Usefulness:
    """% of days on which the five places with the most extrapolated visits are the true five.

    True are all visits that were made, uncapped, each counted with its person's own weight.
    """
    what = f"top {BEST} of a day kept, % of days (extrapolated visits; true: all visits, by persons' own weights)"
    found = world.lab.execute(f"""
        SELECT dense_rank() OVER (ORDER BY date) - 1, dense_rank() OVER (ORDER BY place_id) - 1, t.extrapolated,
            coalesce(s.released_events, 0), coalesce(c.events, 0), coalesce(s.factor, 0)
        FROM plain.footfall_daily AS t LEFT JOIN capped.footfall_daily AS c USING (date, place_id)
        LEFT JOIN {world.seen("defended", "analyst", "footfall_daily")} AS s USING (date, place_id)
        WHERE place_id NOT IN {PLANTED}""").fetchall()
    if not found:
        return Usefulness(what, None)
    day, place, true, released, capped, factor = np.array(found, float).T
    at = (day.astype(int), place.astype(int))
    wanted = _best(true, at)
    rounds = _shown(np.maximum(capped, read_policy().smallest_group), ROUNDS) * factor
    least = float(np.mean([_same(wanted, _best(drawn, at)) for drawn in rounds]))
    kept = _same(wanted, _best(released, at))
    return Usefulness(what, kept, least, at_least(TOP_KEPT if demo else least / SLACK))


def _best(values: Floats, at: tuple[NDArray[np.int_], NDArray[np.int_]]) -> NDArray[np.bool_]:
    """Days x places: whether a place is among the first of its day."""
    grid = np.zeros((at[0].max() + 1, at[1].max() + 1))
    grid[at] = values
    order = np.argsort(-grid, axis=1, kind="stable")[:, :BEST]
    best = np.zeros(grid.shape, bool)
    np.put_along_axis(best, order, True, axis=1)
    return best


def _same(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return 100 * float((one == other).all(axis=1).mean())


def _coverage(world: World, table: str) -> float | None:
    """Observed people in published cells, of those in all cells."""
    keys = ", ".join(TABLES[table].keys)
    found = world.column(f"""SELECT 100.0 * sum(n) FILTER (s.factor IS NOT NULL) / sum(n) FROM plain.{table}
        LEFT JOIN {world.seen("defended", "analyst", table)} AS s USING ({keys})""")
    return found[0] if found else None
