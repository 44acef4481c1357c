"""K02: columns are named one by one or as `*`; a row as one value is refused."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.rule import Hit, Rule, excerpt, start_of
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """Tables used as a value, and stars anywhere but in a select list or count(*)."""
    for row in (row for scope in statement.resolved.scopes for row in scope.table_columns):
        yield Hit({"row": excerpt(row)}, start_of(row))
    for star in statement.find(exp.Star):
        holder = star.parent.parent if isinstance(star.parent, exp.Column) else star.parent
        if not isinstance(holder, exp.Select | exp.Count):
            yield Hit({"row": excerpt(star)}, start_of(star))


RULE = Rule(
    id="K02",
    stage="meaning",
    check=check,
    refused=(
        "SELECT f FROM footfall_daily f",
        "SELECT max(footfall_daily) FROM footfall_daily",
        "SELECT concat(*) FROM places",
    ),
    allowed=("SELECT f.* FROM footfall_monthly f", "SELECT count(*) FROM places"),
)
