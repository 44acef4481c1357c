"""What goes into the audit log, what comes out, and what can be looked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from guardrails.verdict import Asker, Finding

Kind = Literal["asked", "part", "released", "read", "door", "feedback", "review", "hold", "retention", "clock"]
"""asked: a question or statement and its verdict, before anything runs; part: a further statement for the question that
it is about; released: what came of running one; read: a look into this log; door: something tried without the right to
it, `details` says at which door and what; feedback: what somebody thinks of the answer that it is about, `details`
says whether it was good. The others are steps on the log itself: a review, a legal hold, a removal by retention, a new
clock."""
Status = Literal["cleared", "refused", "declined", "clarify", "help", "answered", "failed", "read", "noted"]
SCHEMA = 3
"""Version of a record's body. 2 added `result_hash`, `comment` and `details`, 3 `signals`; older records stay as they
are."""


@dataclass(frozen=True)
class Entry:
    """What is to be recorded, raw: the log redacts and pseudonymises. `about` is the id of an earlier record, `author`
    who wrote the statement: reader, model or analyst.

    `rows` and `hidden_groups` are counts of rows, `timings_ms` milliseconds; `versions` e.g. build and policy;
    `signals` what a series of answers comes to, by name: numbers of answers and cells, never a value or a group size;
    `result_hash` as by `AuditLog.result_hash`; `comment` free text; `details` the fixed terms of a step on the log.
    """

    kind: Kind
    status: Status
    asker: Asker
    question: str = ""
    language: str = ""
    plan: str = ""
    sql: str = ""
    sql_run: str = ""
    findings: tuple[Finding, ...] = ()
    threshold: int | None = None
    rows: int | None = None
    hidden_groups: int | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    author: str = ""
    result_hash: str = ""
    comment: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    signals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """A stored record. `body` holds the fields of Entry as redacted, `time` (UTC) and `user` (a pseudonymous key)."""

    audit_id: str
    hash: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Selection:
    """Which records to read; all conditions given must hold. `since` and `until` are UTC days, both included.

    `text` is looked for in question, SQL, client, purpose and comment, `client` is the whole of it; `before` is the
    id of a record: only older ones are read, for the next page.
    """

    kind: Kind | None = None
    status: Status | None = None
    rule: str = ""
    role: str = ""
    user: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    limit: int = 100
    client: str = ""
    before: str = ""
