"""What a model is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.conversation import Earlier
from assistant.plan import Plan
from assistant.reading.outcome import Reading
from guardrails.reference import Reference

Findings = tuple[str, ...]
Check = Callable[[Plan], Findings]


def nothing_more(plan: Plan) -> Findings:
    """No checks beyond those against the reference."""
    return ()


@dataclass(frozen=True)
class Request:
    """A question with the reader's own reading, the data it is about, earlier turns, and how a plan is checked.

    `check` names what else is wrong with a plan that speaks of existing things (compiler, gate), in English.
    """

    question: str
    reading: Reading
    reference: Reference
    today: date
    conversation: Sequence[Earlier] = ()
    check: Check = nothing_more
