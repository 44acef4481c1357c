"""12 Membership inference: whoever knows all of a person's visits asks whether that person was counted.

Many panels of 1,000 are drawn from 2,000 people, each with its complement, and built with secrets of their own. Half of
them teach the attacker every cell's usual figure and spread; in the other half each person is looked for by a matched
filter: how far do the cells he or she was in lie above the usual?
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from tests.attacks.asker import Asker
from tests.attacks.layout import TABLES, Layout
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.panel import cut
from tests.attacks.scores import Floats, auc
from tests.attacks.truth import count_truth
from tests.attacks.world import World, load, read_factors, rebuild
from warehouse.inputs import Inputs

PANEL = 1_000
# A panel this small is hidden whole by the city rule; without it the attack has something to work on.
OPEN_CITIES = "city_panel: {any: 0, detail: 0}\n"
Draws = NDArray[np.bool_]


@dataclass(frozen=True)
class Pool:
    """All people to draw from. `person` was in `cell`: pairs over all tables; tables cell_<table> number them."""

    inputs: Inputs
    folder: Path
    lab: duckdb.DuckDBPyConnection
    people: tuple[str, ...]
    person: NDArray[np.int64]
    cell: NDArray[np.int64]


def play(world: World) -> Outcome:
    pool = _pool(world)
    draws = _draws(len(pool.people), 40 if world.thorough else 12)
    bare = np.array([np.bincount(pool.cell, draw[pool.person]) for draw in draws])
    released = np.array([_released(pool, draw, bare.shape[1]) for draw in draws])
    pool.lab.close()
    undefended, defended = (_mean_auc(figures, draws, pool) for figures in (bare, released))
    return Outcome(
        "12 membership inference",
        f"mean AUC over {len(pool.people)} people, {len(draws)} panels of {len(pool.people) // 2}",
        undefended, defended, at_most(0.65),
    )  # fmt: skip


def _pool(world: World) -> Pool:
    """People of the panel's busiest four weeks, drawn at random."""
    folder = world.scratch("pool")
    weeks = world.busiest_weeks()
    drawn = world.lab.execute(
        """SELECT person_id FROM member SEMI JOIN (FROM capped.visit WHERE day BETWEEN ? AND ?) USING (person)
        ORDER BY hash(person_id) LIMIT ?""",
        [*weeks, 2 * PANEL],
    ).fetchall()
    inputs = cut(world.inputs, folder, weeks, [str(who) for (who,) in drawn])
    (folder / "policy.yaml").write_text(OPEN_CITIES)
    lab = count_truth(inputs)
    lab.execute("CREATE SEQUENCE numbers MINVALUE 0 START 0")
    pairs = [pair for layout in TABLES.values() for pair in _pairs(lab, layout)]
    people = tuple(str(who) for (who,) in lab.execute("SELECT person_id FROM member ORDER BY person").fetchall())
    person, cell = np.array(pairs, np.int64).T
    return Pool(inputs, folder, lab, people, person, cell)


def _pairs(lab: duckdb.DuckDBPyConnection, layout: Layout) -> list[tuple[int, int]]:
    keys = ", ".join(layout.keys)
    once = "place_id < other_place_id" if "other_place_id" in layout.keys else "true"
    lab.execute(
        f"CREATE TABLE cell_{layout.name} AS SELECT {keys}, nextval('numbers') AS cell "
        f"FROM plain.{layout.name} WHERE {once}"
    )
    joined = f"plain.part_{layout.name} JOIN cell_{layout.name} USING ({keys})"
    return [(who, cell) for who, cell in lab.execute(f"SELECT person - 1, cell FROM {joined}").fetchall()]


def _draws(people: int, rounds: int) -> Draws:
    """Rows of panels, half of the people each; every second one is the complement of the one before."""
    rng = np.random.default_rng(12)
    halves = [rng.permutation(people) < people // 2 for _ in range(rounds // 2)]
    return np.array([panel for half in halves for panel in (half, ~half)])


def _released(pool: Pool, draw: NDArray[np.bool_], cells: int) -> Floats:
    """What an analyst sees of one panel: observed people in each cell, 0 where nothing is shown."""
    panel = cut(pool.inputs, pool.folder / "panel", None, _chosen(pool, draw))
    warehouse = rebuild(panel, pool.folder / "panel.duckdb", pool.folder / "policy.yaml")
    read_factors(pool.lab, warehouse)
    asker = Asker.open(warehouse, "analyst", pool.folder / "audit")
    figures = np.zeros(cells)
    for layout in TABLES.values():
        load(pool.lab, "now", layout, asker.copy(layout), scaled=True)
        joined = f"now JOIN cell_{layout.name} USING ({', '.join(layout.keys)})"
        for cell, people in pool.lab.execute(f"SELECT cell, people FROM {joined}").fetchall():
            figures[cell] = people
    asker.close()
    return figures


def _chosen(pool: Pool, draw: Iterable[np.bool_]) -> list[str]:
    return [who for who, chosen in zip(pool.people, draw, strict=True) if chosen]


def _mean_auc(figures: Floats, draws: Draws, pool: Pool) -> float:
    """Mean over all people of how well the score tells panels with them from panels without."""
    known, tried = figures[: len(figures) // 2], figures[len(figures) // 2 :]
    spread = known.var(axis=0)
    spread = (len(known) * spread + spread[spread > 0].mean()) / (len(known) + 1)
    evidence = (tried - known.mean(axis=0)) / spread
    scores = np.array([np.bincount(pool.person, row[pool.cell], len(pool.people)) for row in evidence])
    inside = draws[len(figures) // 2 :]
    return float(np.mean([auc(s[i], s[~i]) for s, i in zip(scores.T, inside.T, strict=True)]))
