"""Which cells each figure of an answer is made of, read off the checked statement."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from guardrails.joins import links
from guardrails.reference import KnownPlace, Reference
from guardrails.signals.grid import Address, Box, Grid, Grids, Value, bit_set
from warehouse.catalog import catalogue

MOST_ROWS = 32
"""Of an answer with more figures of several cells only so many are watched."""
_MOST_FIGURES = 256
"""An answer of more figures of several cells is passed over: it is a listing of groups."""


@dataclass(frozen=True)
class Footprint:
    """One measure of one table in an answer: the cells of each figure, and those it lists one by one."""

    table: str
    measure: str
    figures: tuple[int, ...]
    listed: int = 0


@dataclass(frozen=True)
class _Taken:
    """The cells of a box, less those outside a scattered set."""

    box: Box
    scattered: int | None = None

    def within(self, at: int, values: int) -> "_Taken":
        """What of it has these values in one dimension."""
        return replace(self, box=(*self.box[:at], self.box[at] & values, *self.box[at + 1 :]))

    @property
    def is_cell(self) -> bool:
        """Whether it can be but one cell."""
        return all(values.bit_count() <= 1 for values in self.box)

    def cells(self, grid: Grid) -> int:
        """As a set of cells."""
        cells = grid.cells(self.box)
        return cells if self.scattered is None else cells & self.scattered


class _Unclear(Exception):  # noqa: N818 (it names a state)
    """A condition that does not say by itself which cells it takes."""


def footprints(scopes: tuple[Scope, ...], reference: Reference, grids: Grids) -> Iterator[Footprint]:
    """Of every SELECT that adds figures up whose cells the statement itself names; others are passed over."""
    for scope in scopes:
        if isinstance(scope.expression, exp.Select):
            for alias, (_, source) in scope.selected_sources.items():
                grid = grids(source.name.lower()) if isinstance(source, exp.Table) else None
                if grid is not None:
                    yield from _read(_Reading(scope, alias, grid, reference))


def _read(reading: "_Reading") -> tuple[Footprint, ...]:
    try:
        return tuple(reading.footprints())
    except _Unclear:
        return ()


class _Reading:
    """One table of figures in one SELECT."""

    def __init__(self, scope: Scope, alias: str, grid: Grid, reference: Reference) -> None:
        self._select, self._alias, self._grid = scope.expression, alias, grid
        self._places: Mapping[Value, KnownPlace] = {place.place_id: place for place in reference.places}
        self._tied = {
            other: column for (one, column), other in links(scope).bound if one == alias and column in _keys(grid)
        }

    def footprints(self) -> Iterator[Footprint]:
        taken = self._where(_Taken(self._grid.everywhere()), self._conditions())
        keys = self._group_keys()
        for total in self._select.find_all(exp.Sum, exp.Avg):
            for measure, extra in self._measured(total):
                yield self._footprint(measure, self._where(taken, extra), keys)

    def _where(self, taken: "_Taken", conditions: Iterable[exp.Expr]) -> "_Taken":
        for condition in conditions:
            at = self._grid.dimension_of(self._keys_in(condition))
            if at is None:
                cells = self._cells(condition)
                taken = replace(taken, scattered=cells if taken.scattered is None else taken.scattered & cells)
            else:
                taken = taken.within(at, self._parts(condition, at).get(True, 0))
        return taken

    def _cells(self, condition: exp.Expr) -> int:
        """The cells that meet a condition on several dimensions."""
        condition = condition.unnest()
        everywhere = _Taken(self._grid.everywhere())
        if isinstance(condition, exp.Not):
            return everywhere.cells(self._grid) ^ self._cells(condition.this)
        if isinstance(condition, exp.And | exp.Or):
            left, right = self._cells(condition.left), self._cells(condition.right)
            return left & right if isinstance(condition, exp.And) else left | right
        if self._grid.dimension_of(self._keys_in(condition)) is None:
            raise _Unclear
        return self._where(everywhere, [condition]).cells(self._grid)

    def _footprint(self, measure: str, taken: "_Taken", keys: list[exp.Expr]) -> Footprint:
        """The figures of a set of cells that is broken down by keys; a listing of single cells stays one set."""
        boxes = [taken]
        for key in keys:
            at = self._grid.dimension_of(self._keys_in(key))
            parts = self._parts(key, at).values() if at is not None else ()
            boxes = [box.within(at, part) for box in boxes for part in parts if at is not None and box.box[at] & part]
            if not boxes or len(boxes) > _MOST_FIGURES:
                raise _Unclear
        if all(box.is_cell for box in boxes):
            return Footprint(self._grid.table, measure, (), taken.cells(self._grid))
        return Footprint(self._grid.table, measure, tuple(box.cells(self._grid) for box in boxes))

    def _parts(self, node: exp.Expr, at: int) -> dict[Value, int]:
        """The values of a dimension for each value of an expression that looks at nothing else."""
        value_at, found = self._reader(node), dict[Value, list[int]]()
        for n, address in enumerate(self._grid.dimensions[at]):
            found.setdefault(value_at(address), []).append(n)
        return {value: bit_set(numbers) for value, numbers in found.items()}

    def _keys_in(self, node: exp.Expr) -> frozenset[str]:
        return frozenset(self._key(column) for column in node.find_all(exp.Column))

    def _conditions(self) -> Iterator[exp.Expr]:
        clauses = [join.args.get("on") for join in self._select.args.get("joins") or ()]
        clauses.append(self._select.args["where"].this if self._select.args.get("where") else None)
        for clause in filter(None, clauses):
            for part in clause.flatten() if isinstance(clause, exp.And) else (clause,):
                if not _is_tie(part.unnest()):
                    yield part.unnest()

    def _group_keys(self) -> list[exp.Expr]:
        group = self._select.args.get("group")
        if group is None:
            return []
        if group.args.get("rollup") or group.args.get("cube") or group.args.get("grouping_sets"):
            raise _Unclear
        if group.args.get("all"):
            return [item.unalias() for item in self._select.expressions if not item.find(exp.AggFunc)]
        return list(group.expressions)

    def _measured(self, total: exp.Expr) -> Iterator[tuple[str, list[exp.Expr]]]:
        """The measure a sum adds up, and the conditions under which it does."""
        inner, extra = total.this, [total.parent.expression.this] if isinstance(total.parent, exp.Filter) else []
        if isinstance(inner, exp.Case) and len(inner.args["ifs"]) == 1 and inner.this is None:
            extra, inner = [*extra, inner.args["ifs"][0].this], inner.args["ifs"][0].args["true"]
        if isinstance(inner, exp.Column) and inner.table == self._alias:
            yield inner.name.lower(), extra

    def _key(self, column: exp.Column) -> str:
        """The key of the table on which a column's value depends."""
        if column.table == self._alias and column.name.lower() in _keys(self._grid):
            return column.name.lower()
        if column.table in self._tied:
            return self._tied[column.table]
        raise _Unclear

    def _reader(self, node: exp.Expr) -> "_ValueAt":
        """What an expression comes to at an address. It raises _Unclear, or this does."""
        node = node.unnest()
        if isinstance(node, exp.Column):
            return self._of_column(node)
        if isinstance(node, exp.Not):
            denied = self._reader(node.this)
            return lambda address: not denied(address)
        if isinstance(node, exp.And | exp.Or):
            left, right = self._reader(node.left), self._reader(node.right)
            if isinstance(node, exp.And):
                return lambda address: bool(left(address)) & bool(right(address))
            return lambda address: bool(left(address)) | bool(right(address))
        if isinstance(node, exp.In) and node.expressions:
            value, items = self._reader(node.this), [_constant(item) for item in node.expressions]
            return lambda address: any(_compared(value(address), item) == 0 for item in items)
        if isinstance(node, exp.Between):
            between, low, high = self._reader(node.this), _constant(node.args["low"]), _constant(node.args["high"])
            return lambda address: _compared(between(address), low) >= 0 >= _compared(between(address), high)
        if isinstance(node, exp.Binary) and type(node) in _COMPARISONS:
            one, other, orders = self._reader(node.left), self._reader(node.right), _COMPARISONS[type(node)]
            return lambda address: _compared(one(address), other(address)) in orders
        constant = _constant(node)
        return lambda _: constant

    def _of_column(self, column: exp.Column) -> "_ValueAt":
        key, name, places = self._key(column), column.name.lower(), self._places
        if column.table == self._alias:
            return lambda address: address[key]

        def of_place(address: Address) -> Value:
            known = getattr(places.get(address[key]), name, None)
            if not isinstance(known, str):
                raise _Unclear
            return known

        return of_place


_ValueAt = Callable[[Address], Value]

_COMPARISONS: dict[type[exp.Expr], tuple[int, ...]] = {
    exp.EQ: (0,),
    exp.NEQ: (-1, 1),
    exp.LT: (-1,),
    exp.LTE: (-1, 0),
    exp.GT: (1,),
    exp.GTE: (0, 1),
}


def _keys(grid: Grid) -> tuple[str, ...]:
    return catalogue().tables[grid.table].keys


def _is_tie(condition: exp.Expr) -> bool:
    """Whether a condition only ties two sources together."""
    sides = (condition.left, condition.right) if isinstance(condition, exp.EQ) else ()
    return bool(sides) and all(isinstance(side, exp.Column) for side in sides)


def _constant(node: exp.Expr) -> Value:
    if isinstance(node, exp.Cast):
        node = node.this
    if not isinstance(node, exp.Literal):
        raise _Unclear
    return node.name if node.is_string else int(node.name) if node.name.isdigit() else node.name


def _compared(one: Value, other: Value) -> int:
    """-1, 0 or 1. Raises _Unclear where the two are of different kinds."""
    if type(one) is type(other) is str:
        return (one > other) - (one < other)
    try:
        left, right = (_like(one, other), _like(other, one))
        return (left > right) - (left < right)  # type: ignore[operator]
    except (TypeError, ValueError) as error:
        raise _Unclear from error


def _like(value: Value, other: Value) -> Value:
    return date.fromisoformat(value[:10]) if isinstance(value, str) and isinstance(other, date) else value
