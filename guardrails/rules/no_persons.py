"""I01: there are no persons in the warehouse, and nothing that stands for one."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.names import person_names
from guardrails.rule import Hit, Rule, excerpt, start_of
from guardrails.statement import Statement, table_name


def check(statement: Statement) -> Iterator[Hit]:
    """Columns and tables of person-level data, unless the statement gives that name itself."""
    named = person_names() & statement.names_used
    if not named:
        return
    own = {node.alias.lower() for node in statement.find(exp.Alias, exp.CTE, exp.Subquery)}
    for node in (*statement.find(exp.Column), *(t for t in statement.tables if table_name(t) is None)):
        if node.name.lower() in named - own:
            yield Hit({"name": excerpt(node)}, start_of(node))


RULE = Rule(
    id="I01",
    stage="tree",
    check=check,
    refused=(
        "SELECT msisdn FROM footfall_daily",
        "SELECT count(DISTINCT person_id) FROM visits_raw",
        "SELECT * FROM customers",
    ),
    allowed=("SELECT sum(visits) AS customers FROM footfall_monthly",),
)
