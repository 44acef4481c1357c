"""K01: the group size of a cell is read by nobody, in no form."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.names import protected_columns
from guardrails.rule import Hit, Rule, start_of
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """Every identifier of that name, quoted or not, in any clause, as a column or as a name of one's own."""
    for node in statement.find(exp.Identifier):
        if node.name.lower() in protected_columns():
            yield Hit({"column": node.name}, start_of(node))


RULE = Rule(
    id="K01",
    stage="tree",
    check=check,
    refused=(
        "SELECT group_size FROM footfall_daily",
        'SELECT visits FROM footfall_daily WHERE "Group_Size" < 40',
        "SELECT visits AS group_size FROM footfall_daily",
        "SELECT a.visits FROM footfall_daily a JOIN footfall_weekly b USING (group_size)",
    ),
    allowed=("SELECT place FROM places WHERE place = 'group_size'",),
)
