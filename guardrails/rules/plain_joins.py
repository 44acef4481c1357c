"""S09: joins say on what they join."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.rule import Hit, Rule, excerpt, start_of
from guardrails.statement import Statement

_KINDS = frozenset(("", "INNER", "OUTER", "CROSS", "SEMI", "ANTI"))


def check(statement: Statement) -> Iterator[Hit]:
    """NATURAL, POSITIONAL, ASOF and whatever else is not listed."""
    for join in statement.find(exp.Join):
        if join.args.get("method") or join.text("kind").upper() not in _KINDS:
            yield Hit({"join": excerpt(join)}, start_of(join))


RULE = Rule(
    id="S09",
    stage="tree",
    check=check,
    refused=(
        "SELECT a.visits FROM footfall_daily a NATURAL JOIN places p",
        "SELECT p.place FROM places p POSITIONAL JOIN calendar c",
    ),
    allowed=("SELECT p.place, f.visits FROM footfall_monthly f LEFT JOIN places p ON p.place_id = f.place_id",),
)
