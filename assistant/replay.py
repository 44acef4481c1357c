"""A recorded question under today's policy, beside what was decided then; rows are compared by hash, none is shown."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from assistant.service import Assistant
from guardrails.audit import AuditLog, Record
from guardrails.verdict import Draft, Released

Rows = Literal["equal", "different", "not compared"]
_MASKED = re.compile(r"\[(?:text|email|device|phone|plate|address|name)\]")


@dataclass(frozen=True)
class Decision:
    """How a question ended: outcome, rule ids, threshold, number of rows, and the versions that decided."""

    status: str
    rules: tuple[str, ...] = ()
    threshold: int | None = None
    rows: int | None = None
    build: str = ""
    policy: str = ""


@dataclass(frozen=True)
class Replayed:
    """Both decisions. `masked`: parts of the recorded text were redacted, so it is not the same question any more."""

    then: Decision
    today: Decision
    rows: Rows
    masked: bool
    audit_id: str

    @property
    def same(self) -> bool:
        """Whether today ends as it did then, with the same rules and rows."""
        return (self.then.status, self.then.rules) == (self.today.status, self.today.rules) and self.rows != "different"


def replay(assistant: Assistant, log: AuditLog, record: Record) -> Replayed:
    """Send a recorded statement, or a question that led to none, through today's gate as the same role.

    `assistant` is opened for that role and is who the new records name; `log` is its log.
    """
    then, hash_then = _decision(log, record)
    text = record.body["sql"] or record.body["question"]
    new_id, hash_today = _run(assistant, log, record) if record.body["sql"] else _ask(assistant, text)
    new = log.peek(new_id)
    if new is None:
        raise LookupError(f"no record {new_id!r} of the replay")
    today, _ = _decision(log, new)
    compared: Rows = "equal" if hash_then == hash_today else "different"
    rows: Rows = compared if hash_then and hash_today else "not compared"
    return Replayed(then, today, rows, bool(_MASKED.search(text)), new_id)


def _decision(log: AuditLog, record: Record) -> tuple[Decision, str]:
    """How a recorded question ended, and the hash of its rows ("" where none was recorded)."""
    body = record.body
    released: Any = next((r.body for r in log.of_kind("released", about=record.audit_id)), {})
    rules = tuple(finding["rule"] for finding in body["findings"])
    versions, status = body["versions"], released.get("status", body["status"])
    decided = Decision(
        status, rules, body["threshold"], released.get("rows"), versions.get("build", ""), versions.get("policy", "")
    )
    return decided, released.get("result_hash", "")


def _run(assistant: Assistant, log: AuditLog, record: Record) -> tuple[str, str]:
    """The statement again: id of the new record, and the hash its rows would have had in the old one."""
    body = record.body
    draft = Draft(body["sql"], body["author"] or "analyst", body["question"], body["language"] or "en", body["plan"])
    outcome = assistant.gate.submit(draft, assistant.asker)
    if isinstance(outcome, Released):
        return outcome.audit_id, log.result_hash(record.audit_id, outcome.columns, outcome.rows)
    return outcome.audit_id, ""


def _ask(assistant: Assistant, question: str) -> tuple[str, str]:
    return assistant.ask(question).audit_id, ""
