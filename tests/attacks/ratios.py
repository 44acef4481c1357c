"""10 Ratio reconstruction: visits per visitor is a fraction, and its denominator is the number of people."""

import numpy as np

from tests.attacks.layout import TABLES
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.scores import Floats
from tests.attacks.world import World

FARTHEST = 7  # people by which noise and rounding can move a count
FACTOR = 25.0
KINDS = ("events", "minutes")


def play(world: World) -> Outcome:
    kinds = [(layout, kind) for layout in TABLES.values() for kind in KINDS if kind in layout.measures]
    seen = [_cells(world, layout.name, kind) for layout, kind in kinds]
    return Outcome(
        "10 ratio reconstruction",
        "% of cells with one possible number of people, and the right one (undefended: noise on people, ratio kept)",
        _reconstructed(*_ratio_kept(world)),
        max(_reconstructed(*cells) for cells in seen if len(cells[0])),
        at_most(1.0),
    )  # fmt: skip


def _cells(world: World, table: str, kind: str) -> tuple[Floats, Floats, Floats, float]:
    """Published people and measure (in observed people), true people, and the step in which the measure comes."""
    keys = ", ".join(TABLES[table].keys)
    found = world.lab.execute(f"""
        SELECT s.people, s.{kind}, t.n FROM {world.seen("defended", "analyst", table)} AS s
        JOIN capped.{table} AS t USING ({keys}) WHERE s.{kind} IS NOT NULL""").fetchall()
    people, measure, true = (np.array([row[i] for row in found], float) for i in range(3))
    step = float(np.gcd.reduce(measure.astype(np.int64))) if len(measure) else 1.0
    return people, measure, true, step


def _ratio_kept(world: World) -> tuple[Floats, Floats, Floats, float]:
    """What a publisher shows who perturbs the people and scales the visits alike."""
    found = world.lab.execute("SELECT n, events FROM plain.footfall_daily WHERE n >= 20").fetchall()
    true, events = (np.array([row[i] for row in found], float) for i in range(2))
    people = 5 * np.round((true + np.random.default_rng(10).integers(-5, 6, len(true))) / 5)
    return people, np.round(events * people / true * FACTOR) / FACTOR, true, 1 / FACTOR


def _reconstructed(people: Floats, measure: Floats, true: Floats, step: float) -> float:
    """A number of people is possible if some whole measure gives the published one, within its step."""
    shifts = np.arange(-FARTHEST, FARTHEST + 1)
    candidates = people[:, None] + shifts
    whole = measure[:, None] * candidates / people[:, None]
    slack = step / 2 * candidates / people[:, None]
    possible = (np.abs(whole - np.round(whole)) <= slack + 1e-9) & (candidates > 0)
    alone = possible.sum(axis=1) == 1
    named = candidates[np.arange(len(people)), possible.argmax(axis=1)]
    return float(100 * (alone & (named == true)).mean())
