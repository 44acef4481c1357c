"""How many rows a query can come to, roughly: what nothing ties together multiplies.

Tables count with the nominal sizes of the policy, so that a verdict does not depend on data; sources that an equality
ties together count as their largest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from guardrails.joins import Links, links
from guardrails.policy import policy
from guardrails.series import is_series, series_rows
from warehouse.catalog import catalogue

_PINNED = 100
"""One of so many rows is left of a table of figures where one of its columns has but one value."""
_FAN_OUT = 1000
"""So many rows of a listing meet one of another that is joined to it on less than its keys."""


@dataclass(frozen=True)
class Product:
    """What one SELECT multiplies: the loose parts by the names of their sources, with their rows."""

    parts: Mapping[frozenset[str], float]

    @property
    def rows(self) -> float:
        """Rows of the product."""
        return prod(self.parts.values())


def product_of(scope: Scope) -> Product:
    """The product that the sources of a SELECT form, with lists that are unfolded and subqueries it runs per row."""
    found = links(scope)
    own = {alias: source for alias, (_, source) in scope.selected_sources.items()}
    sizes = {alias: _pinned_rows(alias, source, found) for alias, source in own.items()}
    joins = scope.expression.args.get("joins") or ()
    probes = {join.alias_or_name for join in joins if join.kind in ("SEMI", "ANTI")}
    large = {alias for alias in own.keys() - probes if sizes[alias] >= policy().limits.fact_rows}
    fanned = {alias for alias in large if _repeats(alias, own[alias], found)}
    parts = {
        part: max(sizes[alias] for alias in part & own.keys()) * _FAN_OUT ** max(0, len(part & fanned) - 1)
        for part in _parts(own, found)
    }
    unfolded = max((_unfolded(call) for call in scope.find_all(exp.Explode)), default=1.0)
    parts |= {frozenset(("unnest",)): unfolded} if unfolded > 1 else {}
    loose = (inner for inner in scope.subquery_scopes if inner.external_columns and not _is_tied(inner))
    parts |= {frozenset((f"subquery {n}",)): _rows(inner, before=True) for n, inner in enumerate(loose, 1)}
    return Product(parts)


def _pinned_rows(alias: str, source: exp.Expr | Scope, found: Links) -> float:
    """Rows of a source of which some columns have one value: one row if those are its keys, else a part of them."""
    pinned = {column for other, column in found.pinned if other == alias}
    keys = _unique_keys(source) if isinstance(source, Scope) else _table_keys(source)
    rows = _rows(source)
    if rows < policy().limits.fact_rows / _PINNED or not pinned:
        return rows
    return 1.0 if keys and keys <= pinned else rows / _PINNED


def _table_keys(table: exp.Expr) -> frozenset[str]:
    known = catalogue().tables.get(table.name.lower())
    return frozenset(known.keys) if known else frozenset()


def _repeats(alias: str, source: exp.Expr | Scope, found: Links) -> bool:
    """Whether one row of another source meets many of a subquery, because they are not joined on what tells its rows
    apart."""
    keys = _unique_keys(source) if isinstance(source, Scope) else frozenset[str]()
    return not all((alias, key) in found.touched | found.pinned for key in keys)


def _unique_keys(scope: Scope) -> frozenset[str]:
    """What tells the rows of a plain listing of one table of figures apart: output columns, and keys it leaves out;
    nothing where that is not plain."""
    tree = scope.expression
    if (
        not isinstance(tree, exp.Select)
        or tree.args.get("group")
        or tree.args.get("distinct")
        or tree.find(exp.AggFunc)
    ):
        return frozenset()
    sources = {alias: source for alias, (_, source) in scope.selected_sources.items()}
    facts = [alias for alias, source in sources.items() if _rows(source) >= policy().limits.fact_rows]
    table = sources[facts[0]] if len(facts) == 1 else None
    known = catalogue().tables.get(table.name.lower()) if isinstance(table, exp.Table) else None
    if known is None:
        return frozenset()
    pinned = {column for alias, column in links(scope).pinned if alias == facts[0]}
    shown = {c.name.lower(): item.alias_or_name for item in tree.selects for c in item.find_all(exp.Column)}
    return frozenset(shown.get(key, key) for key in known.keys if key not in pinned)


def _parts(own: Mapping[str, exp.Expr | Scope], found: Links) -> list[frozenset[str]]:
    """Loose parts; a LATERAL that an equality ties to a row before it multiplies nothing."""
    loose = frozenset(alias for alias, source in own.items() if not _is_tied_lateral(source))
    return [part for part in found.parts(loose) if part & loose]


def _is_tied_lateral(source: exp.Expr | Scope) -> bool:
    if not isinstance(source, Scope) or not isinstance(source.expression, exp.Lateral):
        return False
    return all(_is_tied(inner) for inner in source.sources.values() if isinstance(inner, Scope))


def _is_tied(inner: Scope) -> bool:
    """Whether an equality ties an inner query to the row it runs for."""
    return any(other not in inner.selected_sources for _, other in links(inner).bound)


def _rows(source: exp.Expr | Scope, before: bool = False) -> float:
    """Rows of a source; of a subquery `before` it aggregates or stops."""
    if isinstance(source, exp.Table):
        return _table_rows(source)
    tree = source.expression if isinstance(source, Scope) else source
    if isinstance(tree, exp.Values):
        return len(tree.expressions)
    if isinstance(tree, exp.Unnest):
        return max(map(_unfolded, (tree, *tree.expressions)))
    if not isinstance(source, Scope):
        return policy().limits.fact_rows
    if isinstance(tree, exp.SetOperation):
        return sum(_rows(branch) for branch in source.set_operation_scopes)
    if isinstance(tree, exp.Lateral):
        return max((_rows(inner) for inner in source.sources.values() if isinstance(inner, Scope)), default=1.0)
    rows = product_of(source).rows
    return rows if before else min(rows, _left(tree))


def _table_rows(table: exp.Table) -> float:
    if is_series(table.this):
        return series_rows(table.this) or policy().limits.series_rows
    known = catalogue().tables.get(table.name.lower())
    is_fact = known is None or known.kind == "fact"
    return policy().limits.fact_rows if is_fact else policy().limits.dimension_rows


def _unfolded(call: exp.Expr) -> float:
    """Elements of a list that becomes rows."""
    lists = [node for node in call.walk() if is_series(node)]
    return max((series_rows(node) or policy().limits.series_rows for node in lists), default=1.0)


def _left(tree: exp.Expr) -> float:
    """At most so many rows are left after aggregating and LIMIT."""
    limit = tree.args.get("limit")
    if limit is not None and not limit.args.get("limit_options"):
        count = limit.args.get("expression") or limit.args.get("count")
        if isinstance(count, exp.Literal) and count.name.isdigit():
            return float(count.name)
    if single_row(tree):
        return 1.0
    return policy().limits.fact_rows if tree.args.get("group") else float("inf")


def single_row(tree: exp.Expr) -> bool:
    """Whether a query gives one row: it stops after one, or aggregates without groups."""
    if not isinstance(tree, exp.Select):
        return False
    limit = tree.args.get("limit")
    if limit is not None and isinstance(limit, exp.Limit) and limit.expression.name == "1":
        return not limit.args.get("limit_options")
    return not tree.args.get("group") and all(
        item.find(exp.AggFunc) and not item.find(exp.Window) for item in tree.selects
    )
