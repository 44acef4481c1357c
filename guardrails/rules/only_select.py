"""S04: only reading: SELECT, with or without WITH, UNION, INTERSECT, EXCEPT."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.grammar import instead_of
from guardrails.rule import Hit, Rule
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """A single statement of another kind. DuckDB takes SHOW and DESCRIBE for queries, sqlglot knows better."""
    if statement.kinds is None or len(statement.kinds) != 1:
        return
    kind = statement.kinds[0]
    if kind != "SELECT":
        kind = _named(kind, statement.text)
        yield Hit({"kind": kind, "instead": instead_of(kind)})
    elif statement.parsed is not None and not isinstance(statement.parsed, exp.Query):
        kind = type(statement.parsed).__name__.upper()
        yield Hit({"kind": kind, "instead": instead_of(kind)})


def _named(kind: str, text: str) -> str:
    """DuckDB reads PIVOT and UNPIVOT as several statements."""
    if kind != "MULTI":
        return kind
    return "UNPIVOT" if "unpivot" in text.lower() else "PIVOT"


RULE = Rule(
    id="S04",
    stage="reading",
    check=check,
    refused=(
        "DROP TABLE places",
        "EXPLAIN SELECT place FROM places",
        "DESCRIBE places",
        "SET threads = 4",
        "COPY places TO 'p.csv'",
    ),
    allowed=("WITH p AS (SELECT place FROM places) SELECT place FROM p", "SELECT 1 UNION ALL SELECT 2"),
)
