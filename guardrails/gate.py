"""The one door to the data: every statement is judged, recorded, run and recorded again; nobody else runs queries."""

import hashlib
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from guardrails.audit import AuditLog, AuditUnavailable, Entry
from guardrails.builds import Builds
from guardrails.opening import Opening, start_opening
from guardrails.policy import policy
from guardrails.reference import Reference
from guardrails.review import review
from guardrails.screening import screen
from guardrails.signals import Ledger
from guardrails.verdict import Asker, Cleared, Draft, Failed, Finding, Refused, Released
from warehouse.build_info import BuildInfo
from warehouse.catalog import Label
from warehouse.engine import Busy, Engine, Fault, Rows, Stopped
from warehouse.sentences import sentences

Outcome = Literal["refused", "declined", "clarify", "help"]


class Gate:
    """The gate of one warehouse; safe for several threads. Use `open`."""

    def __init__(self, builds: Builds, audit: AuditLog) -> None:
        self._builds, self._audit = builds, audit
        self._ledger: Ledger | None = None

    @classmethod
    def open(cls, warehouse: Path | Opening, audit: Path) -> "Gate":
        """Open warehouse and audit log. Raises WarehouseUnavailable or AuditUnavailable."""
        opening = warehouse if isinstance(warehouse, Opening) else start_opening(warehouse)
        opening.engine.wait()
        builds = Builds(opening.file, opening.engine)
        return cls(builds, AuditLog.open(audit, builds.served.known))

    def question(self) -> AbstractContextManager[None]:
        """Within it everything is asked of one build; a warehouse that was replaced is taken up as it begins."""
        return self._builds.question()

    @property
    def log(self) -> AuditLog:
        """The audit log behind this gate."""
        return self._audit

    @property
    def build(self) -> BuildInfo:
        """Which build of the warehouse is behind this gate."""
        return self._builds.served.engine.build

    def pulse(self) -> Literal["ok", "busy", "failed"]:
        """Whether a worker answers now; `busy`: none is free for anybody's question."""
        beat = self._builds.served.engine.on_behalf_of("pulse").run("SELECT 1")
        return "ok" if isinstance(beat, Rows) else "busy" if isinstance(beat, Busy) else "failed"

    def check(self, sql: str, role: str) -> Cleared | Refused:
        """The verdict on a statement; nothing is recorded and nothing runs."""
        return review(sql, role, self._builds.served.engine)

    def submit(self, draft: Draft, asker: Asker) -> Released | Refused | Failed:
        """Judge, record, run, record, release. Without its record a statement is neither run nor answered."""
        started = time.perf_counter()
        verdict = review(draft.sql, asker.role, self._engine_for(asker))
        timings = {"gate": _milliseconds_since(started)}
        try:
            audit_id = self._audit.append(self._asked(verdict, draft, asker, timings))
            if isinstance(verdict, Refused):
                return replace(verdict, audit_id=audit_id)
            return self._run(verdict, asker, audit_id, timings)
        except AuditUnavailable as unavailable:
            return Failed(unavailable.message, "")

    def screen(self, question: str, *, closely: bool = False) -> tuple[Finding, ...]:
        """Why a question may not be read; empty if it may. `closely` for one that was not understood then."""
        return screen(question, self._builds.served.names, closely=closely)

    def note(self, outcome: Outcome, draft: Draft, asker: Asker, findings: tuple[Finding, ...] = ()) -> str:
        """Record a question that led to no statement; returns the audit id. Raises AuditUnavailable."""
        return self._audit.append(self._entry(outcome, draft, asker, findings))

    def reference(self, role: str) -> Reference:
        """What the reader may know about the data, home areas as far as the role sees them."""
        return self._builds.served.reference(role)

    def close(self) -> None:
        """Close warehouse and log."""
        self._builds.close()
        self._audit.close()

    def _run(self, cleared: Cleared, asker: Asker, audit_id: str, timings: dict[str, float]) -> Released | Failed:
        started = time.perf_counter()
        result = self._engine_for(asker).run(cleared.sql_run)
        timings = {**timings, "run": _milliseconds_since(started)}
        rows = len(result.rows) if isinstance(result, Rows) else None
        status: Literal["answered", "failed"] = "failed" if rows is None else "answered"
        digest = self._audit.result_hash(audit_id, result.columns, result.rows) if isinstance(result, Rows) else ""
        done = Entry("released", status, asker, rows=rows, timings_ms=timings, versions=self._versions, about=audit_id)
        signals = self._signals(cleared, asker) if rows is not None else {}
        self._audit.append(replace(done, result_hash=digest, signals=signals))
        if not isinstance(result, Rows):
            return Failed(_failure(result, audit_id), audit_id)
        return Released(
            replace(cleared, scopes=()), result.columns, result.types, result.rows, audit_id, timings, result.truncated
        )

    def _signals(self, cleared: Cleared, asker: Asker) -> dict[str, int]:
        """What the answer comes to with the earlier ones of the same client, or of the same user without a client."""
        reference = self.reference("analyst")
        if self._ledger is None or self._ledger.reference is not reference:
            self._ledger = Ledger(reference)
        return self._ledger.note(asker.client or asker.user, cleared.scopes)

    def _engine_for(self, asker: Asker) -> Engine:
        return self._builds.served.engine.on_behalf_of(f"{asker.client}/{asker.user}")

    @property
    def _versions(self) -> dict[str, str]:
        return {"build": self._builds.served.engine.build.build_id, "policy": _policy_version()}

    def _asked(self, verdict: Cleared | Refused, draft: Draft, asker: Asker, timings: Mapping[str, float]) -> Entry:
        if isinstance(verdict, Refused):
            return replace(self._entry("refused", draft, asker, verdict.findings), timings_ms=timings)
        entry = self._entry("cleared", draft, asker)
        return replace(entry, sql_run=verdict.sql_run, threshold=verdict.threshold, timings_ms=timings)

    def _entry(
        self, status: Outcome | Literal["cleared"], draft: Draft, asker: Asker, findings: tuple[Finding, ...] = ()
    ) -> Entry:
        return Entry(
            kind="part" if draft.about else "asked",
            status=status,
            asker=asker,
            question=draft.question,
            language=draft.language,
            plan=draft.plan,
            sql=draft.sql,
            findings=findings,
            versions={**self._versions, **draft.versions},
            author=draft.author,
            about=draft.about,
        )


def _milliseconds_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)


_message = sentences(Path(str(files("guardrails"))) / "messages.yaml")


def _failure(result: Stopped | Busy | Fault, audit_id: str) -> Label:
    if isinstance(result, Fault):
        return _message("fault", id=audit_id)
    name = "stopped" if isinstance(result, Stopped) else "busy"
    return _message(name, seconds=f"{result.seconds:g}", id=audit_id)


@cache
def _policy_version() -> str:
    return hashlib.sha256(policy().model_dump_json().encode()).hexdigest()[:16]
