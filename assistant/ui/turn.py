"""A question with its answer, as a tab shows it."""

import secrets
from dataclasses import dataclass, field

from assistant.answer import Answer
from assistant.parts import Part


@dataclass
class Turn:
    """`key` names it to the browser; `note` says how it was protected. `alone`: it can be asked again by itself.

    `parts` can be changed by a click; `good` is what the asker thinks of it, None while nothing was said.
    """

    asked: str
    answer: Answer
    note: str = ""
    parts: tuple[Part, ...] = ()
    alone: bool = False
    pinned: bool = False
    good: bool | None = None
    key: str = field(default_factory=lambda: secrets.token_urlsafe(9))
