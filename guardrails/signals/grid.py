"""The grid of a table: the addresses its cells can have, as bits of one number."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from math import prod
from operator import or_

from guardrails.reference import Reference
from warehouse.catalog import catalogue

MOST_CELLS = 1 << 18
"""A larger grid is not watched: a set of its cells would take more than 32 kB."""
_HOME = ("home_district", "home_city", "home_region")
_PLACES = frozenset({"place_id", "other_place_id", "origin_id", "destination_id"})

Value = str | int | date | bool
Address = Mapping[str, Value]
"""Values of keys."""
Box = tuple[int, ...]
"""For each dimension the set of its values, as bits."""


@dataclass(frozen=True)
class Grid:
    """Dimensions in order; each is a list of the key values that may occur together."""

    table: str
    dimensions: tuple[tuple[Address, ...], ...]

    @cached_property
    def size(self) -> int:
        """The number of cells."""
        return prod(map(len, self.dimensions))

    def dimension_of(self, keys: frozenset[str]) -> int | None:
        """The place of the only dimension that holds these keys; None if there are several."""
        found = [at for at, values in enumerate(self.dimensions) if keys & values[0].keys()]
        return found[0] if len(found) == 1 else None

    def cells(self, box: Box) -> int:
        """The set of cells in a box."""
        found = 1
        for at in reversed(range(len(box))):
            runs = _runs(box[at])
            found = union(
                _repeated(found, self._strides[at], length) << first * self._strides[at] for first, length in runs
            )
        return found

    @cached_property
    def _strides(self) -> tuple[int, ...]:
        return tuple(prod(map(len, self.dimensions[at + 1 :])) for at in range(len(self.dimensions)))

    def everywhere(self) -> Box:
        """The box of all cells."""
        return tuple((1 << len(values)) - 1 for values in self.dimensions)


def _runs(values: int) -> Iterator[tuple[int, int]]:
    """(first, length) of each run of values that follow each other."""
    first = 0
    while values:
        gap = (values & -values).bit_length() - 1
        length = (~(values >> gap) & (values >> gap) + 1).bit_length() - 1
        yield first + gap, length
        first, values = first + gap + length, values >> gap + length


def _repeated(cells: int, stride: int, times: int) -> int:
    """A pattern as often as this, one after the other."""
    found, have, piece, copies = 0, 0, cells, 1
    while times:
        if times & 1:
            found, have = found | piece << have * stride, have + copies
        piece, copies, times = piece | piece << copies * stride, 2 * copies, times >> 1
    return found


def bit_set(numbers: list[int]) -> int:
    """The set of these numbers, which are in ascending order and not none."""
    content = bytearray(numbers[-1] // 8 + 1)
    for number in numbers:
        content[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(content, "little")


def union(sets: Iterable[int]) -> int:
    """The union of sets of cells."""
    return reduce(or_, sets, 0)


Grids = Callable[[str], Grid | None]
"""The grid of a table by its name."""


def grid_of(table: str, reference: Reference) -> Grid | None:
    """The grid of a table of figures; None if it is none, too large, or not all its values are known."""
    known = catalogue().tables.get(table)
    if known is None or known.kind != "fact":
        return None
    keys = known.keys
    areas = ((area.district, area.city, area.region) for area in reference.home_areas)
    homes: tuple[Address, ...] = tuple(dict(zip(_HOME, area, strict=True)) for area in areas)
    dimensions: list[tuple[Address, ...]] = [homes] if set(_HOME) <= set(keys) else []
    dimensions += [tuple({key: v} for v in _values(key, reference)) for key in keys if key not in _HOME]
    grid = Grid(table, tuple(dimensions))
    return grid if 0 < grid.size <= MOST_CELLS else None


def _values(key: str, reference: Reference) -> tuple[Value, ...]:
    if key in _PLACES:
        return tuple(place.place_id for place in reference.places)
    if key == "hour":
        return tuple(range(24))
    if key in ("date", "week", "month"):
        days = (reference.last_day - reference.first_day).days + 1
        all_days = (reference.first_day + timedelta(n) for n in range(days))
        return tuple(day for day in all_days if _begins(key, day))
    return tuple(catalogue().columns[key].values)


def _begins(key: str, day: date) -> bool:
    return key == "date" or (key == "week" and day.weekday() == 0) or (key == "month" and day.day == 1)
