"""S05: a statement is complete: no parameters."""

from collections.abc import Iterator

from guardrails.rule import Hit, Rule
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """Parameters by DuckDB's reading."""
    is_read = statement.reading is not None and statement.reading.tree is not None
    if is_read and any(node.get("class") == "PARAMETER" for node in statement.engine_nodes):
        yield Hit()


RULE = Rule(
    id="S05",
    stage="reading",
    check=check,
    refused=("SELECT place FROM places WHERE city = ?", "SELECT place FROM places WHERE city = $city"),
    allowed=("SELECT place FROM places WHERE city = '?'",),
)
