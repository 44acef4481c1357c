from pathlib import Path

from assistant.feedback import give
from guardrails.audit import AuditLog
from guardrails.verdict import Asker


def test_feedback_is_a_record_about_the_answer_without_figures_or_people(tmp_path: Path) -> None:
    log = AuditLog.open(tmp_path / "audit.sqlite")
    about = "A000001"
    given = give(log, Asker("marketer", "anna"), about, False, "1.161.739 kann nicht stimmen, mail an a.b@example.org")
    record = log.peek(given)
    assert record is not None and record.body["kind"] == "feedback" and record.body["about"] == about
    assert record.body["details"] == {"good": False} and "anna" not in str(record.body)
    assert "161" not in record.body["comment"] and "example.org" not in record.body["comment"]
    assert "kann nicht stimmen" in record.body["comment"]
    log.close()
