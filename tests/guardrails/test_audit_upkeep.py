"""By the clock: anchors, retention and the index, without anybody asking."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guardrails.audit import AuditLog, Entry, Verified
from guardrails.audit import log as audit_log
from guardrails.audit.anchor import own_file, read_anchors
from guardrails.audit.upkeep import Upkeep
from guardrails.verdict import Asker


class LongAgo(datetime):
    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return datetime.now(UTC) - timedelta(days=500)


def test_what_is_due_is_done_while_others_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    log = AuditLog.open(tmp_path / "audit.sqlite")
    with monkeypatch.context() as then:
        then.setattr(audit_log, "datetime", LongAgo)
        log.append(Entry("asked", "help", Asker(), question="vor langer Zeit"))
    log.append(Entry("asked", "help", Asker(), question="heute"))
    upkeep, until = Upkeep(log, every=0.01), time.monotonic() + 20
    while not log.of_kind("retention") and time.monotonic() < until:
        time.sleep(0.02)
    upkeep.close()
    upkeep.once()
    assert log.peek("A000001") is None
    verdict = log.verify()
    assert isinstance(verdict, Verified) and verdict.removed == 1
    anchors = read_anchors(own_file(log))
    upkeep.once()
    assert read_anchors(own_file(log)) == anchors and anchors[-1].seq == verdict.count
