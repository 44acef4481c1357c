"""2 Trackers: a hidden cell from sums over large sets that contain it, minus sums that do not."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from tests.attacks.layout import TABLES
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.world import World

Cell = tuple[object, ...]
Sum = Callable[[Iterable[int]], float | None]  # what a sum over some cells of a block is answered with

ATTACKED = ("footfall_hourly", "demographics_daily", "dwell_daily", "catchment_monthly")
WIDEST = 10  # cells of a block
FILTERS = 30  # random sums over a block: more than its cells, so that they determine each


@dataclass(frozen=True)
class Block:
    """Cells of one table: the hidden target first, then visible ones to hide it among. `stored` is what is wanted."""

    table: str
    cells: tuple[Cell, ...]
    stored: float

    def sql(self, chosen: Iterable[int]) -> str:
        keys = TABLES[self.table].keys
        cells = (" AND ".join(f"{k} = '{v}'" for k, v in zip(keys, self.cells[i], strict=True)) for i in chosen)
        return f"SELECT sum(visits) FROM {self.table} WHERE " + " OR ".join(f"({cell})" for cell in cells)


def pair(ask: Sum, size: int) -> float | None:
    """All with the target, minus all without."""
    return _minus(ask(range(size)), ask(range(1, size)))


def triple(ask: Sum, size: int) -> float | None:
    """Target and two halves, minus each half."""
    half = size // 2
    return _minus(ask(range(size)), ask(range(1, half)), ask(range(half, size)))


def general(ask: Sum, size: int) -> float | None:
    """Target with a broad set, and with its complement (which holds it already), minus both."""
    half = size // 2
    rest = [0, *range(half, size)]
    return _minus(_plus(ask(range(half)), ask(rest)), ask(range(1, half)), ask(rest))


def chain_of_4(ask: Sum, size: int) -> float | None:
    return _chain(ask, size, 4)


def chain_of_6(ask: Sum, size: int) -> float | None:
    return _chain(ask, size, 6)


def least_squares(ask: Sum, size: int) -> float | None:
    """The target's share in the answers to many random sums."""
    rng = random.Random(size)
    drawn = [[i for i in range(size) if rng.random() < 0.5] for _ in range(FILTERS)]
    answered = [(chosen, value) for chosen in drawn if chosen and (value := ask(chosen)) is not None]
    matrix = np.zeros((len(answered), size))
    for row, (chosen, _) in enumerate(answered):
        matrix[row, chosen] = 1
    if np.linalg.matrix_rank(matrix) < size:
        return None
    solution = np.linalg.lstsq(matrix, np.array([value for _, value in answered]), rcond=None)[0]
    return float(np.round(solution[0]))


TRACKERS: tuple[Callable[[Sum, int], float | None], ...] = (
    pair, triple, general, chain_of_4, chain_of_6, least_squares,
)  # fmt: skip


def play(world: World) -> Outcome:
    rounds = 4 if world.thorough else 1
    with world.bare() as bare:
        naive = [_recovered(b, lambda sql: bare.above(sql, 20)) for b in _blocks(world, None, rounds)]
    guarded = [
        _recovered(b, world.asker("defended", role).rows)
        for role in ("sales", "marketer")
        for b in _blocks(world, role, rounds)
    ]
    return Outcome(
        "2 trackers",
        f"% of cells below the role recovered ({len(guarded)} cells, 6 trackers each)",
        _percent(naive), _percent(guarded), at_most(0),
    )  # fmt: skip


def _percent(recovered: list[int]) -> float | None:
    """Of all trackers played, how many named the stored figure."""
    return 100 * sum(recovered) / (len(recovered) * len(TRACKERS)) if recovered else None


def _recovered(block: Block, rows: Callable[[str], list[tuple[object, ...]] | None]) -> int:
    def ask(chosen: Iterable[int]) -> float | None:
        answered = rows(block.sql(chosen))
        return float(str(answered[0][0] or 0)) if answered else None

    return sum(tracker(ask, len(block.cells)) == block.stored for tracker in TRACKERS)


def _blocks(world: World, role: str | None, rounds: int) -> list[Block]:
    return [block for table in ATTACKED for block in _blocks_of(world, role, table, rounds)]


def _blocks_of(world: World, role: str | None, table: str, rounds: int) -> list[Block]:
    """Cells this user may not see, each among cells of the same place that may be seen.

    Without a role: small cells of the undefended build. With one: stored cells that another role may see.
    """
    keys = TABLES[table].keys
    if role is None:
        known, large = f"(SELECT *, events AS released FROM plain.{table})", "k.n >= 20"
        hidden = "k.n < 20"
    else:
        seen = world.seen("defended", role, table)
        everything = world.seen("defended", "analyst", table)
        known = f"(SELECT *, released_events AS released FROM {everything})"
        hidden = f"({', '.join(keys)}) NOT IN (SELECT ({', '.join(keys)}) FROM {seen})"
        large = f"NOT ({hidden})"
    listed = ", ".join(f"k.{key}" for key in keys)
    targets = world.lab.execute(
        f"SELECT {listed}, released FROM {known} AS k WHERE {hidden} ORDER BY hash(k) LIMIT {rounds}"
    )
    blocks = []
    for *cell, stored in targets.fetchall():
        place = cell[keys.index("place_id")]
        around = world.lab.execute(
            f"SELECT {listed} FROM {known} AS k WHERE {large} AND place_id = ? ORDER BY hash(k) LIMIT {WIDEST}", [place]
        ).fetchall()
        if len(around) >= 8:
            blocks.append(Block(table, (tuple(cell), *around), float(stored)))
    return blocks


def _chain(ask: Sum, size: int, links: int) -> float | None:
    """Sets that overlap in turn: each is added with one neighbour and taken away with the other."""
    width = max(1, (size - 1) // (links - 1))
    sets = [[*range(1 + n * width, min(size, 1 + (n + 1) * width))] for n in range(links - 1)]
    total = ask([0, *sets[0]])
    for n in range(1, links):
        linked = [*sets[n - 1], *(sets[n] if n < links - 1 else [])]
        total = _minus(total, ask(linked)) if n % 2 else _plus(total, ask(linked))
    return total


def _minus(first: float | None, *others: float | None) -> float | None:
    for other in others:
        first = None if first is None or other is None else first - other
    return first


def _plus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
