"""R01: a statement has a bounded length."""

from collections.abc import Iterator

from guardrails.policy import policy
from guardrails.rule import Hit, Rule
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """A text longer than the limit; checked before any parser sees it."""
    limit = policy().limits.text
    if len(statement.text) > limit:
        yield Hit({"length": len(statement.text), "limit": limit})


RULE = Rule(
    id="R01",
    stage="text",
    check=check,
    refused=("SELECT place FROM places WHERE place IN (" + ", ".join(f"'{n:08d}'" for n in range(800)) + ")",),
    allowed=("SELECT place FROM places WHERE place IN (" + ", ".join(f"'{n:04d}'" for n in range(200)) + ")",),
)
