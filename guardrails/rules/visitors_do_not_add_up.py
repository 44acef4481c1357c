"""M01: visitors and travellers are distinct people: they add up over age, gender, home and frequency only.

Such a sum gives nobody away, so it is no refusal but a caution: the answer says what the figure is.
"""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from guardrails.joins import ColumnName, links
from guardrails.rule import Hit, Rule, excerpt, start_of
from guardrails.statement import Statement
from warehouse.catalog import catalogue

_PARTITIONS = frozenset({"age_band", "gender", "home_district", "home_city", "home_region", "frequency_band"})
"""Keys over which people of one place and period fall into separate groups."""


def check(statement: Statement) -> Iterator[Hit]:
    """Every sum of distinct people over a key that is neither grouped by nor pinned."""
    for scope in statement.resolved.scopes if exp.Sum in statement.nodes_by_kind else ():
        for total in scope.find_all(exp.Sum):
            if isinstance(total.this, exp.Column) and _loose_keys(total.this, total, scope):
                yield Hit({"sum": excerpt(total)}, start_of(total))


def _loose_keys(column: exp.Column, total: exp.Expr, scope: Scope) -> list[str]:
    source = scope.sources.get(column.table)
    table = catalogue().tables.get(source.name.lower()) if isinstance(source, exp.Table) else None
    known = catalogue().columns.get(column.name.lower())
    if table is None or known is None or known.additivity != "distinct":
        return []
    found = links(scope)
    fixed = found.pinned | _grouped(total, scope.expression)
    tied = dict(found.bound)
    return [key for key in table.keys if key not in _PARTITIONS and not _is_fixed((column.table, key), fixed, tied)]


def _is_fixed(name: ColumnName, fixed: frozenset[ColumnName], tied: dict[ColumnName, str]) -> bool:
    """Fixed itself, or through the table it is joined to: a place by its name, a day by the calendar's."""
    other = tied.get(name)
    return name in fixed or (
        other is not None and bool({(other, name[1]), (other, "place"), (other, "place_id")} & fixed)
    )


def _grouped(total: exp.Expr, select: exp.Expr) -> frozenset[ColumnName]:
    """The columns that stand alone in GROUP BY, or in PARTITION BY where the sum is a window's."""
    group, window = select.args.get("group"), total.parent
    if isinstance(window, exp.Window):
        keys = window.args.get("partition_by") or []
    elif group is not None and group.args.get("all"):
        keys = [item.unalias() for item in select.expressions]
    else:
        keys = group.expressions if group is not None else []
    return frozenset((key.table, key.name.lower()) for key in keys if isinstance(key, exp.Column))


RULE = Rule(
    id="M01",
    stage="meaning",
    check=check,
    is_caution=True,
    refused=(
        "SELECT sum(visitors) FROM footfall_daily WHERE place_id = 'de-fra-zeil'",
        "SELECT date, sum(visitors) FROM footfall_daily GROUP BY date",
        "SELECT sum(travellers) FROM flows_monthly",
    ),
    allowed=(
        "SELECT sum(visits) FROM footfall_daily",
        "SELECT sum(visitors) FROM catchment_monthly WHERE place_id = 'a' AND month = DATE '2026-02-01'",
        "SELECT p.place, d.date, sum(d.visitors) FROM demographics_daily d JOIN places p USING (place_id) GROUP BY ALL",
        "SELECT avg(visitors) FROM footfall_daily",
    ),
)
