"""A second reading: the model is asked where the reader did not settle a question, and only there."""

import logging
from dataclasses import replace

from assistant.model.outcome import Unreadable
from assistant.model.planner import Planner
from assistant.model.request import Request
from assistant.reading.outcome import Clarification, Declined, Reading, Understood
from guardrails.verdict import Draft

UNSETTLED = {"not_understood", "no_place", "no_context", "unknown_place"}
"""Reasons to ask back or decline that may lie with the reader; real ambiguities and other topics are not among them."""

log = logging.getLogger("footfall")


def read_again(planner: Planner, request: Request, draft: Draft) -> tuple[Reading, Draft]:
    """The reading and draft to go on with: the model's if it has a plan, otherwise the reader's own.

    The draft names the model whenever the question was sent to it, so that the record says so.
    """
    reading = request.reading
    if not unsettled(reading):
        return reading, draft
    draft = replace(draft, versions={**draft.versions, "model": planner.version})
    plan = planner.plan(request)
    if isinstance(plan, Unreadable):
        log.warning(plan.reason[reading.language])
        return reading, draft
    return Understood(plan, reading.language, assumptions=("by_model",)), replace(draft, author="model")


def unsettled(reading: Reading) -> bool:
    """Whether the reader did not get to the bottom of a question."""
    return isinstance(reading, Clarification | Declined) and reading.reason in UNSETTLED
