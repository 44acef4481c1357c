"""O03: a name of one's own is not the name of a table."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.rule import Hit, Rule, start_of
from guardrails.statement import Statement
from warehouse.catalog import catalogue


def check(statement: Statement) -> Iterator[Hit]:
    """CTEs called like a table, and tables called like another table."""
    for node in statement.find(exp.CTE, exp.Table):
        alias = node.alias.lower()
        own = isinstance(node, exp.Table) and node.name.lower() == alias
        if alias in catalogue().tables and not own:
            yield Hit({"name": node.alias}, start_of(node.args["alias"]))


RULE = Rule(
    id="O03",
    stage="tree",
    check=check,
    refused=(
        "WITH places AS (SELECT place_id FROM footfall_daily) SELECT place_id FROM places",
        "SELECT places.visits FROM footfall_daily AS places",
    ),
    allowed=("WITH my_places AS (SELECT place_id FROM places) SELECT place_id FROM my_places",),
)
