"""What the protection costs: how far figures are from the truth, and how much is shown at all."""

from dataclasses import dataclass, replace

import numpy as np

from tests.attacks.layout import TABLES
from tests.attacks.outcome import Mark, at_least, at_most
from tests.attacks.panel import PLANTED
from tests.attacks.scores import Floats
from tests.attacks.world import World
from warehouse.noise import probabilities
from warehouse.policy import read_policy

UNAVOIDABLE_ROUNDS = 20


@dataclass(frozen=True)
class Usefulness:
    """One figure of utility. `unavoidable`: the same caps, noise and rounding at the same sizes and nothing else."""

    what: str
    figure: float | None
    unavoidable: float | None = None
    mark: Mark | None = None


def usefulness(world: World) -> list[Usefulness]:
    """All figures, errors in % of observed people, what an analyst sees."""
    return [
        *_errors(world, "a day's visitors", "footfall_daily", (0.3, 1.5)),
        *_errors(world, "an hour's visitors", "footfall_hourly", (2.5, 14.0)),
        *_errors(world, "a month's visitors", "footfall_monthly", (None, 0.1)),
        Usefulness("top 5 of a day kept, % of days", _top_kept(world), mark=at_least(98.0)),
        *(
            Usefulness(f"coverage of {table}, % of observed people and cells", _coverage(world, table))
            for table in TABLES
        ),
    ]


def _errors(world: World, what: str, table: str, marks: tuple[float | None, float]) -> list[Usefulness]:
    keys = ", ".join(TABLES[table].keys)
    found = world.lab.execute(f"""SELECT s.people, t.n, c.n FROM {world.seen("defended", "analyst", table)} AS s
        JOIN plain.{table} AS t USING ({keys}) JOIN capped.{table} AS c USING ({keys})
        WHERE place_id <> '{PLANTED}'""").fetchall()
    if not found:
        return [Usefulness(f"{what}, error %", None)]
    people, true, capped = np.array(found, float).T
    made, least = np.abs(people - true) / true * 100, _unavoidable(true, capped)
    errors = [
        Usefulness(f"{what}, error {name} %", float(np.percentile(made, at)), float(np.percentile(least, at)))
        for name, at in (("median", 50), ("p95", 95))
    ]
    return [replace(e, mark=None if m is None else at_most(m)) for e, m in zip(errors, marks, strict=True)]


def _unavoidable(true: Floats, capped: Floats) -> Floats:
    """Errors in % of caps, noise and rounding alone, drawn afresh."""
    policy, rng = read_policy(), np.random.default_rng(1)
    chances = np.array([float(p) for p in probabilities(policy.noise)])
    again = np.tile(capped, UNAVOIDABLE_ROUNDS)
    shift = rng.choice(np.arange(-policy.noise.bound, policy.noise.bound + 1), len(again), p=chances / chances.sum())
    step = policy.round_to
    shown = (again + shift + step // 2) // step * step
    kept = shown >= policy.smallest_group
    wanted = np.tile(true, UNAVOIDABLE_ROUNDS)[kept]
    return np.asarray(np.abs(shown[kept] - wanted) / wanted * 100)


def _top_kept(world: World) -> float | None:
    """% of days on which the five most visited places are the same five."""
    shown, true = (
        f"(SELECT date, list_sort(list(place_id)) AS best FROM (SELECT date, place_id, row_number() OVER "
        f"(PARTITION BY date ORDER BY {measure} DESC, place_id) AS nth FROM {table}) WHERE nth <= 5 GROUP BY date)"
        for table, measure in (
            (world.seen("defended", "analyst", "footfall_daily"), "events"),
            ("plain.footfall_daily", "events"),
        )
    )
    kept = world.column(f"SELECT (s.best = t.best)::INTEGER FROM {true} AS t LEFT JOIN {shown} AS s USING (date)")
    return 100 * sum(kept) / len(kept) if kept else None


def _coverage(world: World, table: str) -> float | None:
    """Observed people in published cells, of those in all cells."""
    keys = ", ".join(TABLES[table].keys)
    found = world.column(f"""SELECT 100.0 * sum(n) FILTER (s.factor IS NOT NULL) / sum(n) FROM plain.{table}
        LEFT JOIN {world.seen("defended", "analyst", table)} AS s USING ({keys})""")
    return found[0] if found else None
