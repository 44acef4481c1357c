"""S04: only reading: SELECT, with or without WITH, UNION, INTERSECT, EXCEPT."""

from collections.abc import Iterator

from guardrails.rule import Hit, Rule
from guardrails.statement import Statement
from warehouse.catalog import Label


def check(statement: Statement) -> Iterator[Hit]:
    """A single statement of another kind, or one that DuckDB does not take for a plain query."""
    if statement.reading is None or len(statement.reading.kinds) != 1:
        return
    kind = statement.reading.kinds[0]
    if kind != "SELECT" or statement.reading.tree is None:
        yield Hit({"kind": Label(de="nicht lesbar", en="unreadable") if kind == "SELECT" else kind})


RULE = Rule(
    id="S04",
    stage="reading",
    check=check,
    refused=("DROP TABLE places", "EXPLAIN SELECT place FROM places", "SET threads = 4", "COPY places TO 'p.csv'"),
    allowed=("WITH p AS (SELECT place FROM places) SELECT place FROM p", "SELECT 1 UNION ALL SELECT 2"),
)
