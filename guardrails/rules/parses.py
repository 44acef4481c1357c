"""S03: both parsers can read the statement."""

from collections.abc import Iterator

from guardrails.rule import Hit, Rule
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """A text that is no SQL for DuckDB, or a query that one of the parsers cannot turn into a tree."""
    if statement.kinds is None or (statement.kinds == ("SELECT",) and statement.parsed is None):
        yield Hit()


RULE = Rule(
    id="S03",
    stage="reading",
    check=check,
    refused=("SELEC place FROM places", "SELECT place FROM places WHERE (city = 'Leeds'", "SELECT `place` FROM places"),
    allowed=("SELECT \"place\" FROM places WHERE (city = 'Leeds')",),
)
