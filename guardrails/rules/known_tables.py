"""O01: only the tables of the catalogue."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.rule import Hit, Rule, excerpt, nearest, start_of
from guardrails.statement import Statement, table_name
from warehouse.catalog import catalogue


def check(statement: Statement) -> Iterator[Hit]:
    """Every table that is none of them, neither a CTE nor a call (those are judged by S07)."""
    for table in statement.tables:
        if table_name(table) is None and not isinstance(table.this, exp.Func):
            instead = nearest(table.name, tuple(catalogue().tables))
            yield Hit({"table": excerpt(table), "instead": instead}, start_of(table))


RULE = Rule(
    id="O01",
    stage="tree",
    check=check,
    refused=("SELECT * FROM footfall_dayly", "SELECT * FROM information_schema.tables", "SELECT * FROM 'data.csv'"),
    allowed=("SELECT Place FROM main.PLACES",),
)
