"""The cells each tenant has been answered, as long as this program runs: what its answers together isolate."""

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import product

from sqlglot.optimizer.scope import Scope

from guardrails.reference import Reference
from guardrails.signals.footprint import MOST_ROWS, Footprint, footprints
from guardrails.signals.grid import Grids, grid_of, union

TENANTS = 50
"""Tenants that are remembered at once; the one that was silent longest is forgotten first."""
_NEARLY = 50
"""Two figures are near duplicates if they differ by at most one of fifty cells."""
_PRIME = (1 << 61) - 1


@dataclass
class _History:
    """Of one tenant, table and measure: cells answered one by one, the last figures of several cells, and what they
    isolated."""

    single: int = 0
    isolated: int = 0
    figures: deque[int] = field(default_factory=lambda: deque(maxlen=MOST_ROWS))


class Ledger:
    """What tenants have been answered from one build; safe for several threads."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._grids: Grids = cache(partial(grid_of, reference=reference))
        self._lock = threading.Lock()
        self._tenants: OrderedDict[str, dict[tuple[str, str], _History]] = OrderedDict()

    def note(self, tenant: str, scopes: tuple[Scope, ...]) -> dict[str, int]:
        """Take in an answer by the SELECTs of its statement. `isolated_cells`: single cells that no answer showed and
        that the answers so far give away together; `near_duplicates`: earlier figures from nearly the same cells. Zeros
        are left out."""
        found = Counter[str]()
        with self._lock:
            histories = self._of(tenant)
            for footprint in footprints(scopes, self.reference, self._grids):
                history = histories.setdefault((footprint.table, footprint.measure), _History())
                found["near_duplicates"] += _near(footprint.figures[:MOST_ROWS], history.figures)
                found["isolated_cells"] += _newly_isolated(history, footprint)
        return dict(+found)

    def _of(self, tenant: str) -> dict[tuple[str, str], _History]:
        histories = self._tenants.setdefault(tenant, {})
        self._tenants.move_to_end(tenant)
        if len(self._tenants) > TENANTS:
            self._tenants.popitem(last=False)
        return histories


def _near(figures: tuple[int, ...], earlier: Iterable[int]) -> int:
    """Pairs of a figure and an earlier one from nearly the same cells."""
    sized = [[(figure, figure.bit_count()) for figure in each] for each in (figures, earlier)]
    return sum(
        abs(n - m) * _NEARLY <= n + m and _is_near(one, other)  # of quite different sizes no two are near
        for (one, n), (other, m) in product(*sized)
    )


def _is_near(one: int, other: int) -> bool:
    return one != other and (one ^ other).bit_count() * _NEARLY <= (one | other).bit_count()


def _newly_isolated(history: _History, footprint: Footprint) -> int:
    """How many cells the new figures isolate; the history takes them in."""
    single = history.single | union((footprint.listed, *(one for one in footprint.figures if one.bit_count() == 1)))
    several = [figure for figure in footprint.figures if figure.bit_count() > 1][-MOST_ROWS:]
    new = [figure for figure in several if figure not in history.figures]
    if not new and single == history.single:
        return 0
    history.single, before = single, history.isolated
    history.figures.extend(new)
    history.isolated = (before | _isolated(tuple(history.figures), history.single)) & ~history.single
    return (history.isolated & ~before).bit_count()


def _isolated(figures: tuple[int, ...], known: int) -> int:
    """The cells that some sum and difference of the figures comes down to, given the cells known one by one.

    Exact: cells that are in the same figures make one atom; an atom can be told from the others if its unit vector is
    in the row space of figures x atoms, which shows in the reduced row echelon form (over a prime field).
    """
    rest = [figure & ~known for figure in figures]
    atoms = _atoms(rest)
    rows = _reduced([{n: 1 for n, atom in enumerate(atoms) if atom & row} for row in rest])
    alone = (atoms[next(iter(row))] for row in rows if len(row) == 1)
    return union(atom for atom in alone if atom.bit_count() == 1)


def _atoms(figures: list[int]) -> list[int]:
    atoms: list[int] = []
    seen = 0
    for figure in figures:
        cut = [(atom, atom & figure) for atom in atoms]
        parts = [part for atom, within in cut for part in ((within, atom ^ within) if within else (atom,))]
        atoms = [atom for atom in (*parts, figure & ~seen) if atom]
        seen |= figure
    return atoms


def _reduced(rows: list[dict[int, int]]) -> list[dict[int, int]]:
    """The reduced row echelon form of sparse rows."""
    done: dict[int, dict[int, int]] = {}
    for given in rows:
        row = given
        for pivot in row.keys() & done.keys():
            row = _without(row, pivot, done[pivot])
        if row:
            pivot = next(iter(row))
            inverse = pow(row[pivot], -1, _PRIME)
            unit = {column: value * inverse % _PRIME for column, value in row.items()}
            done = {at: _without(old, pivot, unit) for at, old in done.items()} | {pivot: unit}
    return list(done.values())


def _without(row: dict[int, int], pivot: int, other: dict[int, int]) -> dict[int, int]:
    factor = row.get(pivot, 0)
    if not factor:
        return row
    sums = {column: (row.get(column, 0) - factor * other.get(column, 0)) % _PRIME for column in row | other}
    return {column: value for column, value in sums.items() if value}
