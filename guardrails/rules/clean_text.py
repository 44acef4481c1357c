"""S01: a statement is plain text, without invisible or reordering characters."""

import unicodedata
from collections.abc import Iterator

from guardrails.rule import Hit, Rule
from guardrails.statement import Statement

_ALLOWED_CONTROLS = "\t\n\r"


def check(statement: Statement) -> Iterator[Hit]:
    """Every control, format, surrogate and private character: one finding for each kind."""
    for position, character in enumerate(statement.text):
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") and character not in _ALLOWED_CONTROLS:
            yield Hit({"code": f"U+{ord(character):04X}"}, position)
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
