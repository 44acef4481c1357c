"""The review of records: new, in review, then justified, false positive or misuse; each step is a record.

Misuse takes two people: until a second reviewer confirms it, the state is `misuse proposed`. Nobody reviews what they
asked themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from guardrails.audit.entry import Entry, Record
from guardrails.audit.log import AuditLog, record_of
from guardrails.verdict import Asker
from warehouse.catalog import Label

Step = Literal["in review", "justified", "false positive", "misuse"]
State = Literal["new", "in review", "justified", "false positive", "misuse proposed", "misuse"]
STEPS: tuple[Step, ...] = get_args(Step)
_AT_ONCE = 5000


@dataclass(frozen=True)
class Reviewed:
    """The step was recorded as `audit_id`; the record is now in this state."""

    audit_id: str
    state: State


@dataclass(frozen=True)
class NotReviewed:
    """The step was not taken, and why."""

    why: Label


def review(log: AuditLog, wanted: str, step: Step, comment: str, reviewer: Asker) -> Reviewed | NotReviewed:
    """Take one step of the review of a record."""
    record = log.peek(wanted)
    objection = _objection(log, wanted, record, comment, reviewer)
    if objection:
        return NotReviewed(objection)
    said = {"state": step}
    done = log.append(Entry("review", "noted", replace(reviewer, role="auditor"), about=wanted, comment=comment,
                            details=said))  # fmt: skip
    return Reviewed(done, state_of(r.body for r in log.of_kind("review", about=wanted)))


def states(log: AuditLog, ids: Sequence[str]) -> dict[str, State]:
    """The states of these records, as far as their review has begun."""
    steps: dict[str, list[Any]] = {}
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        found = log.store.select(f"+kind = 'review' and about in ({', '.join('?' * len(some))})", some, -1)
        for row in reversed(found):
            body = record_of(row).body
            steps.setdefault(body["about"], []).append(body)
    return {wanted: state_of(bodies) for wanted, bodies in steps.items()}


def state_of(steps: Iterable[Any]) -> State:
    """The state after these steps (bodies of review records), oldest first."""
    state: State = "new"
    accuser = ""
    for body in steps:
        step: Step = body["details"]["state"]
        if step == "misuse":
            state = "misuse" if accuser not in ("", body["user"]) or state == "misuse" else "misuse proposed"
            accuser = accuser or body["user"]
        else:
            state, accuser = step, ""
    return state


def _objection(log: AuditLog, wanted: str, record: Record | None, comment: str, reviewer: Asker) -> Label | None:
    if record is None or record.body["kind"] != "asked":
        return Label(
            de=f"{wanted} ist kein Eintrag einer Frage oder Abfrage; nur solche werden geprüft.",
            en=f"{wanted} is no record of a question or statement; only those are reviewed.",
        )
    if not comment.strip():
        return Label(de="Bitte eine Begründung angeben.", en="Please give a reason.")
    if record.body["user"] == log.user_key(reviewer.user):
        return Label(
            de="Wer gefragt hat, kann die eigene Frage nicht prüfen; das muss jemand anderes tun.",
            en="Whoever asked cannot review their own question; somebody else has to.",
        )
    return None
