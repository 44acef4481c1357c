"""The way of a question: screen, read, compile, gate, answer. Every question ends as one Answer and one record."""

import logging
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from assistant import coverage
from assistant.answer import Answer, Language
from assistant.comparison import Before, before
from assistant.compile import Compiled, Unanswerable, compile_plan, coverage_sql
from assistant.conversation import Conversation
from assistant.operations.watch import UNWATCHED, Watch
from assistant.plan import Plan
from assistant.reading import Clarification, Declined, Help, Reading, Understood
from assistant.reply import Replier
from assistant.told import Row
from guardrails.audit import AuditUnavailable
from guardrails.gate import Gate
from guardrails.opening import Opening, start_opening
from guardrails.reference import Reference
from guardrails.verdict import Asker, Draft, Failed, Finding, Interface, Refused, Released

if TYPE_CHECKING:
    from assistant.model.second_reading import SecondReader
    from assistant.parts import Part

log = logging.getLogger("footfall")


@dataclass(frozen=True)
class Assistant:
    """One asker before one warehouse. Use `open`; safe for several threads, conversations are `session`s.

    `language` is tried first where a question could be either; `reply_in`, if given, is the language of every answer.
    """

    gate: Gate
    asker: Asker
    today: date | None = None
    language: Language | None = None
    second: "SecondReader | None" = None
    reply_in: Language | None = None
    watch: Watch = UNWATCHED

    @classmethod
    def open(
        cls,
        warehouse: Path | str | Opening,
        role: str = "analyst",
        user: str = "local",
        audit: Path | str | None = None,
        today: date | None = None,
        client: str = "",
        purpose: str = "",
        interface: Interface = "python",
        language: Language | None = None,
    ) -> "Assistant":
        """Open a warehouse; the audit log lies beside it unless a path is given.

        Raises WarehouseUnavailable or AuditUnavailable, each with a message for the user.
        """
        opening = warehouse if isinstance(warehouse, Opening) else start_opening(Path(warehouse))
        log_file = Path(audit) if audit is not None else _log_beside(opening.file)
        gate, asker = Gate.open(opening, log_file), Asker(role, user, client, purpose, interface)
        return cls(gate, asker, today, language, _second_reader(gate, language or "en"))

    @property
    def reference(self) -> Reference:
        """The places and days of the data, as far as the role sees them."""
        return self.gate.reference(self.asker.role)

    def session(self) -> "Session":
        """A conversation of its own."""
        return Session(self)

    def ask(self, text: str) -> Answer:
        """Answer one question in German or English, on its own."""
        return self.turn(text, Conversation())

    def turn(self, text: str, conversation: Conversation) -> Answer:
        """Answer the next question of a conversation, which learns from it."""
        return self._guarded(text, lambda: self._ask(text, conversation))

    def change(self, plan: Plan, said: str, conversation: Conversation) -> Answer:
        """Answer a plan that was chosen instead of the last one; `said` is what the asker was shown for it."""
        return self._guarded(said, lambda: self._change(plan, said, conversation))

    def sql(self, text: str, language: Language | None = None) -> Answer:
        """Answer a statement somebody wrote; it takes the same way through the gate."""
        return self._guarded(text, lambda: self._sql(text, language or self.language or "en"))

    def check(self, text: str) -> Answer:
        """The verdict on a statement: answered without rows, or refused. Nothing runs, nothing is recorded."""
        return self._guarded(text, lambda: self._check(text))

    def close(self) -> None:
        """Close warehouse and audit log."""
        self.gate.close()

    def _ask(self, text: str, conversation: Conversation) -> Answer:
        started = time.perf_counter()
        findings = self.gate.screen(text)
        today = self.today or self.reference.last_day
        reading = conversation.read(text, self.reference, today, self.language)
        draft = self._draft(text, reading.language)
        if isinstance(reading, Clarification | Declined):
            findings = findings or self.gate.screen(text, closely=True)
        if self.second and not findings:
            reading, draft = self.second.read(reading, draft, self.asker.role, today, conversation.turns)
        return self._reply(reading, draft, findings, conversation, started)

    def _change(self, plan: Plan, said: str, conversation: Conversation) -> Answer:
        started = time.perf_counter()
        reading = conversation.changed(plan, conversation.language or self.language or "en")
        return self._reply(reading, self._draft(said, reading.language), self.gate.screen(said), conversation, started)

    def _reply(
        self, reading: Reading, draft: Draft, findings: tuple[Finding, ...], conversation: Conversation, started: float
    ) -> Answer:
        reading = replace(reading, language=self.reply_in or reading.language)
        replier = self._replier(draft.question, reading.language, started)
        if findings:
            return replier.refused(findings, audit_id=self.gate.note("refused", draft, self.asker, findings))
        answer = self._answer(reading, replier, draft, started)
        conversation.learn(reading, answer, draft.question)
        return answer

    def _answer(self, reading: Reading, replier: Replier, draft: Draft, started: float) -> Answer:
        match reading:
            case Understood():
                return self._figures(reading, replier, draft, started)
            case Clarification():
                return replier.clarify(reading, self.gate.note("clarify", draft, self.asker))
            case Declined():
                return replier.declined(reading, self.gate.note("declined", draft, self.asker))
            case Help():
                return replier.help(reading, self.gate.note("help", draft, self.asker))

    def _figures(self, reading: Understood, replier: Replier, draft: Draft, started: float) -> Answer:
        draft = replace(draft, plan=reading.plan.model_dump_json(exclude_defaults=True))
        compiled = compile_plan(reading.plan, self.reference, reading.named)
        replier = replace(replier, timings_ms={"read": _since(started)})
        if isinstance(compiled, Unanswerable):
            return replier.unanswerable(compiled, reading.plan, self.gate.note("declined", draft, self.asker))
        match self.gate.submit(replace(draft, sql=compiled.sql), self.asker):
            case Released() as released:
                covered = self._coverage(compiled, draft, released)
                earlier = self._before(before(compiled, self.reference, reading.named), draft, released)
                return replier.figures(reading, compiled, released, covered, earlier)
            case Refused() as refused:
                return replier.refused(refused.findings, compiled.sql, refused.audit_id)
            case Failed() as failed:
                return replier.failed(failed)

    def _coverage(self, compiled: Compiled, draft: Draft, shown: Released) -> float | None:
        """How much of its published total a breakdown shows."""
        row = self._beside(coverage_sql(compiled.plan, compiled.tables), draft, shown)
        return coverage.coverage(row) if row else None

    def _before(self, earlier: Before | None, draft: Draft, shown: Released) -> Before | None:
        """The figures of the like period before, as far as the role sees them."""
        row = self._beside(earlier.compiled.sql, draft, shown) if earlier else None
        return replace(earlier, row=row) if earlier and row else None

    def _beside(self, sql: str | None, draft: Draft, shown: Released) -> Row | None:
        """What stands beside an answer: the row of one more statement, judged and recorded like the first."""
        if sql is None or not shown.rows:
            return None
        released = self.gate.submit(replace(draft, sql=sql, about=shown.audit_id), self.asker)
        return released.rows[0] if isinstance(released, Released) and released.rows else None

    def _sql(self, text: str, language: Language) -> Answer:
        replier = self._replier(text, language, time.perf_counter())
        match self.gate.submit(Draft(sql=text, author="analyst", language=language), self.asker):
            case Released() as released:
                return replier.statement(text, released)
            case Refused() as refused:
                return replier.refused(refused.findings, text, refused.audit_id)
            case Failed() as failed:
                return replier.failed(failed)

    def _check(self, text: str) -> Answer:
        verdict = self.gate.check(text, self.asker.role)
        replier = self._replier(text, self.language or "en", time.perf_counter())
        return (
            replier.refused(verdict.findings, text) if isinstance(verdict, Refused) else replier.cleared(text, verdict)
        )

    def _replier(self, text: str, language: Language, started: float) -> Replier:
        return Replier(text, language, self.reference, {"read": _since(started)})

    def _draft(self, text: str, language: Language) -> Draft:
        return Draft(sql="", author="reader", question=text, language=language)

    def _guarded(self, text: str, way: Callable[[], Answer]) -> Answer:
        """An internal error becomes an answer with a reference; it is never called a clarification."""
        started = time.perf_counter()
        self.watch.began()
        try:
            with self.gate.question():
                answer = way()
        except AuditUnavailable as unavailable:
            replier = self._replier(text, self.language or "en", started)
            answer = replier.failed(Failed(unavailable.message, ""))
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("question failed, reference %s", reference, extra={"reference": reference})
            answer = self._replier(text, self.language or "en", started).error(reference)
        answer = answer.model_copy(update={"timings_ms": {**answer.timings_ms, "total": _since(started)}})
        self.watch.ended(answer, self.asker)
        return answer


class Session:
    """One conversation: a question may edit the one before; a statement takes its language and changes nothing.

    Safe for several threads: turns are taken one after the other.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._conversation = Conversation()
        self._lock = Lock()

    def ask(self, text: str) -> Answer:
        """Answer the next question of the conversation."""
        with self._lock:
            return self._assistant.turn(text, self._conversation)

    def parts(self) -> "tuple[Part, ...]":
        """The parts of the last question that was answered, each with alternatives; empty before the first one."""
        from assistant.parts import parts  # noqa: PLC0415 (only a page that shows them needs them)

        conversation = self._conversation
        plan, language = conversation.plans[-1:], conversation.language or "en"
        return parts(plan[0], self._assistant.reference, language) if plan else ()

    def change(self, plan: Plan, said: str) -> Answer:
        """Answer an alternative of `parts` (its plan, and the words it was shown with) as the next turn.

        The plan is checked, compiled, judged and recorded like that of any question, wherever it has been meanwhile.
        """
        with self._lock:
            return self._assistant.change(plan, said, self._conversation)

    def sql(self, text: str) -> Answer:
        """Answer a statement within the conversation."""
        return self._assistant.sql(text, self._conversation.language)


def _second_reader(gate: Gate, language: Language) -> "SecondReader | None":
    """The model that is configured; without one nothing of it is loaded."""
    if not (os.environ.get("FOOTFALL_MODEL") or os.environ.get("FOOTFALL_MODE")):
        return None
    from assistant.model.second_reading import second_reader  # noqa: PLC0415 (only with a model)

    return second_reader(gate, language)


def _log_beside(warehouse: Path) -> Path:
    return warehouse.with_name(f"{warehouse.stem}.audit.sqlite")


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
