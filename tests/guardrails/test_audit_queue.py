"""What waits for review, and the counts of a month."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from guardrails.audit import AuditLog, Entry, Verified
from guardrails.audit.month import month_of
from guardrails.audit.queue import SAMPLE, Queue, queued, sample
from guardrails.audit.retention import hold
from guardrails.audit.review import review
from guardrails.verdict import Asker, Finding
from warehouse.catalog import Label

AUDITOR, SECOND = Asker(role="auditor", user="revision"), Asker(role="auditor", user="zweite")
ERIKA = Asker("sales", "erika", "ACME")
REFUSAL = Finding("K01", Label(de="geschützt", en="protected"))
ANSWERS = 30


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AuditLog:
    """Four refused (A000001 to A000004), thirty answered, of which the first came with a signal and feedback."""
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    opened = AuditLog.open(tmp_path / "audit.sqlite")
    for n in range(4):
        opened.append(Entry("asked", "refused", ERIKA, question=f"Frage {n}", findings=(REFUSAL,)))
    answered = [opened.append(Entry("asked", "cleared", ERIKA, question=f"Antwort {n}")) for n in range(ANSWERS)]
    opened.append(Entry("released", "answered", ERIKA, about=answered[0], signals={"isolated_cells": 2}))
    opened.append(Entry("feedback", "noted", ERIKA, about=answered[0], comment="zu hoch", details={"good": False}))
    return opened


def ids(log: AuditLog, queue: Queue, limit: int = 50) -> list[str]:
    return [record.audit_id for record in queued(log, queue, AUDITOR, limit)]


def test_a_refusal_waits_until_somebody_takes_a_step(log: AuditLog) -> None:
    assert ids(log, "refused") == ["A000004", "A000003", "A000002", "A000001"]
    review(log, "A000002", "in review", "wird angesehen", AUDITOR)
    assert ids(log, "refused") == ["A000004", "A000003", "A000001"] and ids(log, "in review") == ["A000002"]
    review(log, "A000002", "justified", "zu Recht", AUDITOR)
    assert ids(log, "in review") == [] and ids(log, "refused", limit=1) == ["A000004"]


def test_misuse_waits_for_a_second_person(log: AuditLog) -> None:
    review(log, "A000001", "misuse", "dritter Versuch", AUDITOR)
    assert ids(log, "misuse proposed") == ["A000001"]
    review(log, "A000001", "misuse", "bestätigt", SECOND)
    assert ids(log, "misuse proposed") == []


def test_signals_lead_to_the_question_and_feedback_to_what_was_said(log: AuditLog) -> None:
    assert ids(log, "signals") == ["A000005"]
    (said,) = queued(log, "feedback", AUDITOR, 50)
    assert said.body["about"] == "A000005" and said.body["comment"] == "zu hoch"


def test_the_sample_is_the_same_for_everybody_and_holds_answers_only(log: AuditLog) -> None:
    today = datetime.now(UTC).date()
    drawn = sample(log, today)
    assert len(drawn) == SAMPLE and drawn == sample(log, today)
    assert {record.body["status"] for record in drawn} == {"cleared"}
    assert [r.audit_id for r in drawn] == sorted((r.audit_id for r in drawn), reverse=True)
    other = AuditLog.open(log.store.path.with_name("other.sqlite"))
    assert [r.audit_id for r in drawn] != [f"A{n:06d}" for n in range(34, 34 - SAMPLE, -1)]
    assert sample(other, today) == ()


def test_every_look_into_a_queue_is_a_record(log: AuditLog) -> None:
    ids(log, "sample")
    (look,) = log.of_kind("read")
    assert look.body["question"] == "queue sample" and look.body["user"] == log.user_key("revision")


def test_a_month_counts_what_the_log_holds(log: AuditLog) -> None:
    review(log, "A000001", "false positive", "Ortsname", AUDITOR)
    review(log, "A000002", "justified", "zu Recht", AUDITOR)
    hold(log, "A000001", "A000003", "Verfahren", AUDITOR)
    month = month_of(log, datetime.now(UTC).date().replace(day=1), AUDITOR)
    assert (month.summary.asked, month.summary.refused) == (ANSWERS + 4, 4)
    assert dict(month.summary.rules) == {"K01": 4} and month.summary.looks == 1
    assert [(name, share.asked, share.refused) for name, share in month.summary.clients] == [("ACME", ANSWERS + 4, 4)]
    assert dict(month.reviews) == {"false positive": 1, "justified": 1}
    assert (month.removed, month.tombstones, month.holds) == (0, (), 1)
    assert isinstance(month.verified, Verified)
