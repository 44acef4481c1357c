"""How the sources of one SELECT hang together: which columns are equated with each other, and which are pinned."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

ColumnName = tuple[str, str]
"""(alias of the source, column)"""


@dataclass(frozen=True)
class Links:
    """`bound`: columns that an equality ties to another source, with that source; `pinned`: columns with one value, a
    constant or that of a query of its own; `touched`: all columns in equalities of two sources."""

    bound: frozenset[tuple[ColumnName, str]]
    pinned: frozenset[ColumnName]
    touched: frozenset[ColumnName]

    def joined(self, one: str, other: str, column: str) -> bool:
        """Whether `column` is the same in both sources, tied to the other source in either, or pinned in each."""
        pair = ((one, column), (other, column))
        tied = (
            {source for name, source in self.bound if name == pair[0]},
            {s for name, s in self.bound if name == pair[1]},
        )
        return other in tied[0] or one in tied[1] or bool(tied[0] & tied[1]) or self.pinned >= set(pair)

    def parts(self, sources: frozenset[str]) -> list[frozenset[str]]:
        """The parts into which the sources fall, when sources that an equality ties together stay together."""
        parts = [frozenset((source,)) for source in sources]
        for (source, _), other in self.bound:
            pair = frozenset((source, other))
            apart = [part for part in parts if not part & pair]
            parts = [*apart, pair.union(*(part for part in parts if part & pair))]
        return parts


def links(scope: Scope) -> Links:
    """The links of a scope whose columns are qualified: from every ON and WHERE, as far as they are joined by AND."""
    bound: set[tuple[ColumnName, str]] = set()
    pinned: set[ColumnName] = set()
    touched: set[ColumnName] = set()
    for condition in _conditions(scope.expression):
        for column, value in _equated(condition):
            within = [c for c in value.find_all(exp.Column) if _is_of(c, scope)]
            others = {c.table for c in within} - {column.table}
            bound |= {(_named(column), other) for other in others}
            touched |= {_named(c) for c in (column, *within)} if others else set()
            if not within:
                pinned.add(_named(column))
    return Links(frozenset(bound), frozenset(pinned), frozenset(touched))


def _is_of(column: exp.Column, scope: Scope) -> bool:
    """Whether a column is one of this SELECT's row, and not of a query within."""
    return column.find_ancestor(exp.Query) is scope.expression or column.table in scope.sources


def _named(column: exp.Column) -> ColumnName:
    return column.table, column.name.lower()


def _conditions(select: exp.Expr) -> Iterator[exp.Expr]:
    clauses = [join.args.get("on") for join in select.args.get("joins") or ()]
    clauses.append(select.args["where"].this if select.args.get("where") else None)
    for clause in filter(None, clauses):
        yield from clause.flatten() if isinstance(clause, exp.And) else (clause,)


def _equated(condition: exp.Expr) -> Iterator[tuple[exp.Column, exp.Expr]]:
    """(column, what it equals) for `a = b`, both ways, and for a column in a list of constants."""
    condition = condition.unnest()
    if isinstance(condition, exp.EQ | exp.NullSafeEQ):
        for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if isinstance(one, exp.Column):
                yield one, other
    elif isinstance(condition, exp.In) and isinstance(condition.this, exp.Column) and len(condition.expressions) == 1:
        yield condition.this, condition.expressions[0]
