"""R02: brackets are nested to a bounded depth, so that no parser runs out of stack."""

import re
from collections.abc import Iterator

from guardrails.policy import policy
from guardrails.rule import Hit, Rule
from guardrails.statement import Statement

_BRACKET = re.compile(r"[()\[\]{}]")


def check(statement: Statement) -> Iterator[Hit]:
    """Where the limit is passed; brackets in string literals count too, which errs on the safe side."""
    limit, level = policy().limits.nesting, 0
    for bracket in _BRACKET.finditer(statement.text[: policy().limits.text]):
        level += 1 if bracket.group() in "([{" else -1
        if level > limit:
            yield Hit({"limit": limit}, bracket.start())
            return


RULE = Rule(
    id="R02",
    stage="text",
    check=check,
    refused=("SELECT " + "(" * 70 + "1" + ")" * 70,),
    allowed=("SELECT ((((visits)))) + 1 AS more FROM footfall_daily WHERE place_id = 'de-fra-zeil'",),
)
