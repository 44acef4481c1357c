"""What stopped a plan from being made, before it is worded for the asker."""

from dataclasses import dataclass

from assistant.plan import Area
from assistant.reading.places import Mention


@dataclass(frozen=True)
class Problem:
    """`outcome` is what it comes to; `reason` and `details` as in Clarification and Declined."""

    outcome: str
    reason: str
    details: tuple[str, ...] = ()
    mention: Mention | None = None
    choices: tuple[Area, ...] = ()
