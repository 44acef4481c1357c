"""O02: every column is a public one of the catalogue, or one's own."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.resolve import Unresolved
from guardrails.rule import Hit, Rule, nearest, start_of
from guardrails.statement import Statement, table_name
from warehouse.catalog import catalogue


def check(statement: Statement) -> Iterator[Hit]:
    """The first name that means nothing, with the nearest column of the tables in the statement."""
    if not isinstance(statement.names, Unresolved):
        return
    name = statement.names.name
    place = next((n for n in statement.find(exp.Identifier) if n.name.lower() == name.lower()), None)
    used = [table for table in map(table_name, statement.tables) if table]
    known = tuple(column for table in used for column in catalogue().public_columns(table))
    yield Hit({"column": name or "?", "instead": nearest(name, known)}, start_of(place) if place else None)


RULE = Rule(
    id="O02",
    stage="names",
    check=check,
    refused=("SELECT visit FROM footfall_daily", "SELECT f.place FROM footfall_daily f", "SELECT rowid FROM places"),
    allowed=("SELECT visits AS v FROM footfall_daily WHERE place_id = 'de-fra-zeil' ORDER BY v",),
)
