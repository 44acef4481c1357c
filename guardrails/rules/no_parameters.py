"""S05: a statement is complete: no parameters."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.rule import Hit, Rule, start_of
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """The first parameter, named or numbered or bare."""
    for node in statement.find(exp.Parameter, exp.Placeholder) if isinstance(statement.parsed, exp.Query) else ():
        yield Hit({}, start_of(node))
        return


RULE = Rule(
    id="S05",
    stage="reading",
    check=check,
    refused=("SELECT place FROM places WHERE city = ?", "SELECT place FROM places WHERE city = $city"),
    allowed=("SELECT place FROM places WHERE city = '?'",),
)
