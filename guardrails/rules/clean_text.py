"""S01: a statement is plain text, without invisible or reordering characters."""

import re
import unicodedata
from collections.abc import Iterator

from guardrails.policy import policy
from guardrails.rule import Hit, Rule
from guardrails.statement import Statement

_UNUSUAL = re.compile(r"[^\t\n\r\x20-\x7e]")
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")


def check(statement: Statement) -> Iterator[Hit]:
    """The first control, format, surrogate, private or unassigned character; what is too long is refused by R01."""
    for found in _UNUSUAL.finditer(statement.text[: policy().limits.text]):
        if unicodedata.category(found.group()) in _INVISIBLE:
            yield Hit({"code": f"U+{ord(found.group()):04X}"}, found.start())
            return


RULE = Rule(
    id="S01",
    stage="text",
    check=check,
    refused=(
        "SELECT place FROM places WHERE place = 'Z\u0000eil'",
        "SELECT pl\u200bace FROM places",
        "\ufeffSELECT place FROM places",
    ),
    allowed=("SELECT place\n\tFROM places WHERE place = 'Mönckebergstraße'",),
)
