"""S02: one statement at a time, by DuckDB's count."""

from collections.abc import Iterator

from guardrails.rule import Hit, Rule
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """None, or several."""
    if statement.kinds is not None and len(statement.kinds) != 1:
        yield Hit({"count": len(statement.kinds)})


RULE = Rule(
    id="S02",
    stage="reading",
    check=check,
    refused=("", "SELECT place FROM places; SELECT city FROM places", "-- only a comment"),
    allowed=("SELECT place FROM places;", "SELECT place FROM places WHERE place = 'a; b'"),
)
