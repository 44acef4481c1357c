"""The audit log: who asked what, what was decided and what ran; never result values, group sizes or personal data.

Everything is redacted here, on the way in, so that no caller can forget it.
"""

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from guardrails.audit_store import AuditUnavailable, Broken, Store, Verified
from guardrails.redact import redact, redact_sql
from guardrails.verdict import Asker, Finding
from warehouse.catalog import Label, catalogue

__all__ = ["AuditLog", "AuditUnavailable", "Broken", "Entry", "Record", "Selection", "Verified"]

Kind = Literal["asked", "released", "read"]
"""asked: a question or statement and its verdict, before anything runs; released: what came of running it; read: a look
into this log."""
Status = Literal["cleared", "refused", "declined", "clarify", "help", "answered", "failed", "read"]
SCHEMA = 1


@dataclass(frozen=True)
class Entry:
    """What is to be recorded, raw: the log redacts and pseudonymises. `about` is the id of an earlier record, `author`
    who wrote the statement: reader, model or analyst.

    `rows` and `hidden_groups` are counts of rows, `timings_ms` milliseconds; `versions` e.g. build and policy.
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


@dataclass(frozen=True)
class Record:
    """A stored record. `body` holds the fields of Entry as redacted, `time` (UTC) and `user` (a pseudonymous key)."""

    audit_id: str
    hash: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Selection:
    """Which records to read; all conditions given must hold. `since` and `until` are UTC days, both included."""

    kind: Kind | None = None
    status: Status | None = None
    rule: str = ""
    role: str = ""
    user: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    limit: int = 100


class AuditLog:
    """One log file and the key of its pseudonyms. Use `open`."""

    def __init__(self, store: Store, key: bytes, known: frozenset[str]) -> None:
        self._store, self._key, self._known = store, key, known

    @classmethod
    def open(cls, path: Path, known: frozenset[str] = frozenset()) -> "AuditLog":
        """Open the log, made with its key file if new. `known`: texts of the warehouse that SQL literals may keep.

        Raises AuditUnavailable.
        """
        store = Store(path)
        texts = frozenset(text.casefold() for text in known) | catalogue_texts()
        return cls(store, _pseudonym_key(path.with_name(path.name + ".key")), texts)

    def append(self, entry: Entry) -> str:
        """Write the entry durably and return its audit id. Raises AuditUnavailable: then nothing may be run."""
        body = json.dumps(self._body(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        return audit_id(self._store.append(body))

    def read(self, selection: Selection, asker: Asker) -> tuple[Record, ...]:
        """The newest records that match, newest first. The look itself is recorded, with what was looked for."""
        where, parameters = self._conditions(selection)
        found = self._store.select(where, parameters, selection.limit)
        wanted = {k: v for k, v in vars(selection).items() if v not in (None, "")}
        if selection.user:
            wanted["user"] = self._user_keys(selection.user)[1]
        self._record_read("list " + json.dumps(wanted, default=str), len(found), asker)
        return tuple(_record(row) for row in found)

    def get(self, wanted: str, asker: Asker) -> Record | None:
        """One record by its audit id, None if there is none. The look is recorded."""
        number = wanted.removeprefix("A")
        found = self._store.select("seq = ?", (int(number),), 1) if number.isascii() and number.isdigit() else ()
        self._record_read(f"show {wanted}", len(found), asker)
        return _record(found[0]) if found else None

    def verify(self) -> Verified | Broken:
        """Check the whole chain."""
        return self._store.verify()

    def user_key(self, user: str) -> str:
        """The pseudonym under which `user` is recorded."""
        return hmac.new(self._key, user.encode(), hashlib.sha256).hexdigest()[:16]

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def _user_keys(self, user: str) -> tuple[str, str]:
        """An auditor may give a name or, from an earlier record, its key."""
        key = self.user_key(user)
        return key, user if _KEY.fullmatch(user) else key

    def _record_read(self, what: str, rows: int, asker: Asker) -> None:
        self.append(Entry(kind="read", status="read", asker=asker, question=what, rows=rows))

    def _body(self, entry: Entry) -> dict[str, object]:
        asker = entry.asker
        return {
            "schema": SCHEMA,
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "kind": entry.kind,
            "status": entry.status,
            "user": self.user_key(asker.user),
            "role": asker.role,
            "client": redact(asker.client),
            "purpose": redact(asker.purpose),
            "interface": asker.interface,
            "language": entry.language,
            "author": entry.author,
            "question": redact(entry.question, self._known),
            "plan": redact(entry.plan, self._known),
            "sql": redact_sql(entry.sql, self._known),
            "sql_run": redact_sql(entry.sql_run, self._known),
            "findings": [{"rule": f.rule, "message": {"de": f.message.de, "en": f.message.en}} for f in entry.findings],
            "threshold": entry.threshold,
            "rows": entry.rows,
            "hidden_groups": entry.hidden_groups,
            "timings_ms": dict(entry.timings_ms),
            "versions": {**product_versions(), **entry.versions},
            "about": entry.about,
        }

    def _conditions(self, selection: Selection) -> tuple[str, list[object]]:
        conditions: list[tuple[str, tuple[object, ...]]] = [
            ("body ->> 'kind' = ?", (selection.kind,) if selection.kind else ()),
            ("body ->> 'status' = ?", (selection.status,) if selection.status else ()),
            ("body ->> 'role' = ?", (selection.role,) if selection.role else ()),
            ("body ->> 'user' in (?, ?)", self._user_keys(selection.user) if selection.user else ()),
            (_HAS_RULE, (selection.rule.upper(),) if selection.rule else ()),
            ("body ->> 'time' >= ?", (selection.since.isoformat(),) if selection.since else ()),
            ("body ->> 'time' < ?", (_next_day(selection.until),) if selection.until else ()),
            ("instr(lower(body), lower(?)) > 0", (selection.text,) if selection.text else ()),
        ]
        given = [c for c in conditions if c[1]]
        return " and ".join(c[0] for c in given) or "true", [p for c in given for p in c[1]]


_KEY = re.compile("[0-9a-f]{16}")
_HAS_RULE = "exists (select 1 from json_each(body, '$.findings') where value ->> 'rule' = ?)"


def audit_id(seq: int) -> str:
    """The id people see for the record with this sequence number."""
    return f"A{seq:06d}"


@cache
def product_versions() -> dict[str, str]:
    """Version of the product and hash of its catalogue."""
    try:
        product = version("footfall-assistant")
    except PackageNotFoundError:
        product = "not installed"
    catalogue = files("warehouse").joinpath("catalog.yaml").read_bytes()
    return {"product": product, "catalogue": hashlib.sha256(catalogue).hexdigest()[:16]}


@cache
def catalogue_texts() -> frozenset[str]:
    """Names of tables, columns and their listed values, case-folded: an SQL text may keep them."""
    known = catalogue()
    values = (v for column in known.columns.values() for v in column.values)
    return frozenset(text.casefold() for text in (*known.tables, *known.columns, *values))


def _record(row: tuple[int, str, str]) -> Record:
    return Record(audit_id(row[0]), row[1], json.loads(row[2]))


def _next_day(day: date) -> str:
    return (day + timedelta(days=1)).isoformat()


def _pseudonym_key(path: Path) -> bytes:
    """The key beside the log, made on first use with mode 0600; of processes that start together one wins."""
    try:
        if not path.exists():
            new = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
                out.write(secrets.token_bytes(32))
            try:
                os.link(new, path)
            except FileExistsError:
                pass
            finally:
                new.unlink()
        key = path.read_bytes()
    except OSError as error:
        raise AuditUnavailable(_no_key(path, str(error))) from error
    if len(key) != 32:
        raise AuditUnavailable(_no_key(path, f"{len(key)} bytes, expected 32"))
    return key


def _no_key(path: Path, why: str) -> Label:
    return Label(
        de=f"Die Schlüsseldatei {path} des Protokolls ist nicht benutzbar ({why}); ohne sie wird nichts ausgeführt.",
        en=f"The key file {path} of the audit log cannot be used ({why}); without it nothing is run.",
    )
