"""S05: a statement is complete: no parameters."""

from collections.abc import Iterator

from guardrails.rule import Hit, Rule
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """Parameters by DuckDB's reading."""
    if statement.reading is not None and statement.reading.has_parameters:
        yield Hit()


RULE = Rule(
    id="S05",
    stage="reading",
    check=check,
    refused=("SELECT place FROM places WHERE city = ?", "SELECT place FROM places WHERE city = $city"),
    allowed=("SELECT place FROM places WHERE city = '?'",),
)
