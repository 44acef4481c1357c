"""What of a record a search for a text looks at."""

import json
from collections.abc import Mapping
from typing import Any

SEARCHED = ("question", "sql", "client", "purpose", "comment")


def searched(body: Mapping[str, Any]) -> str:
    """The searched fields of a record in one text."""
    return "\n".join(str(body[name]) for name in SEARCHED if body.get(name))


def mentions(body: str, text: str) -> bool:
    """Whether a stored body mentions a text, whatever the case of its letters."""
    try:
        return text.lower() in searched(json.loads(body)).lower()
    except ValueError:  # damaged: verify names it
        return False
