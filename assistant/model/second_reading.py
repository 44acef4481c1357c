"""A second reading: the model is asked where the reader did not settle a question, or always, as the mode says."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer import Language
from assistant.compile import Unanswerable, compile_plan
from assistant.conversation import Earlier
from assistant.model.outcome import Unreadable
from assistant.model.planner import Planner, planner_from_environment
from assistant.model.request import Findings, Request
from assistant.plan import Plan
from assistant.reading.outcome import Clarification, Declined, Help, Reading, Understood
from guardrails.gate import Gate
from guardrails.verdict import Draft, Refused

UNSETTLED = {"not_understood", "no_place", "no_context", "unknown_place"}
"""Reasons to ask back or decline that may lie with the reader; real ambiguities and other topics are not among them."""

log = logging.getLogger("footfall")


@dataclass(frozen=True)
class SecondReader:
    """A planner before one warehouse."""

    planner: Planner
    gate: Gate

    def read(
        self, reading: Reading, draft: Draft, role: str, today: date, turns: Sequence[Earlier] = ()
    ) -> tuple[Reading, Draft]:
        """The reading and draft to go on with: the model's if it has a plan, otherwise the reader's own.

        The draft names the model whenever the question was sent to it, so that the record says so. `turns` are the
        questions answered before in the conversation, with their plans.
        """
        if not (unsettled(reading) or (self.planner.settings.mode == "model" and not isinstance(reading, Help))):
            return reading, draft
        reference = self.gate.reference(role)
        request = Request(draft.question, reading, reference, today, turns, lambda plan: self._objections(plan, role))
        draft = replace(draft, versions={**draft.versions, "model": self.planner.version})
        plan = self.planner.plan(request)
        if isinstance(plan, Unreadable):
            log.warning(plan.reason[reading.language])
            return reading, draft
        return Understood(plan, reading.language, assumptions=("by_model",)), replace(draft, author="model")

    def _objections(self, plan: Plan, role: str) -> Findings:
        """Why the compiler or the gate would turn the plan down; empty if neither would."""
        compiled = compile_plan(plan, self.gate.reference(role))
        if isinstance(compiled, Unanswerable):
            return (f"{compiled.reason}: {', '.join(compiled.fields)}",)
        verdict = self.gate.check(compiled.sql, role)
        return tuple(f"{f.rule}: {f.message.en}" for f in verdict.findings) if isinstance(verdict, Refused) else ()


def second_reader(gate: Gate, language: Language) -> SecondReader | None:
    """The second reader of `FOOTFALL_MODEL`; None, with one sentence in the log, where the settings are wrong."""
    planner = planner_from_environment()
    if isinstance(planner, Unreadable):
        log.warning(planner.reason[language])
        return None
    return SecondReader(planner, gate) if planner else None


def unsettled(reading: Reading) -> bool:
    """Whether the reader did not get to the bottom of a question."""
    return isinstance(reading, Clarification | Declined) and reading.reason in UNSETTLED
