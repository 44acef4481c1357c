"""Review, retention, legal hold, backup, restore, migration, the clock."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guardrails.audit import AuditLog, AuditUnavailable, Broken, Entry, Verified, audit_id
from guardrails.audit import log as audit_log
from guardrails.audit.anchor import anchor
from guardrails.audit.backup import Restored, backup, restore
from guardrails.audit.chain import START, chain
from guardrails.audit.export import export
from guardrails.audit.resolve import resolve
from guardrails.audit.retention import Retained, hold, holds, retain
from guardrails.audit.review import NotReviewed, Reviewed, Step, review, states
from guardrails.audit.schema import _VERSIONS, SCHEMA_VERSION
from guardrails.audit.verify_export import check
from guardrails.verdict import Asker, Finding
from warehouse.catalog import Label

AUDITOR, SECOND = Asker(role="auditor", user="revision"), Asker(role="auditor", user="zweite")
LATER = timedelta(days=400)
REFUSAL = Finding("K01", Label(de="geschützt", en="protected"))


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AuditLog:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    opened = AuditLog.open(tmp_path / "audit.sqlite")
    for n in range(1, 7):
        opened.append(Entry("asked", "refused", Asker(user="erika"), question=f"Frage {n}", findings=(REFUSAL,)))
    return opened


def numbers(log: AuditLog) -> list[int]:
    return [row[0] for row in reversed(log.store.select("true", (), -1))]


def set_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + by

    monkeypatch.setattr(audit_log, "datetime", Clock)


def test_a_review_goes_by_steps_each_a_record(log: AuditLog) -> None:
    steps: list[Step] = ["in review", "false positive"]
    for step in steps:
        done = review(log, "A000002", step, "Ortsname, keine Person", AUDITOR)
        assert isinstance(done, Reviewed)
        assert done.state == step
    assert states(log, ["A000001", "A000002"]) == {"A000002": "false positive"}
    records = log.of_kind("review", about="A000002")
    assert [r.body["details"]["state"] for r in records] == steps
    assert isinstance(log.verify(), Verified)


def test_misuse_takes_two_people(log: AuditLog) -> None:
    expected = (AUDITOR, "misuse proposed"), (AUDITOR, "misuse proposed"), (SECOND, "misuse"), (AUDITOR, "misuse")
    for reviewer, state in expected:
        done = review(log, "A000001", "misuse", "dritter Versuch", reviewer)
        assert isinstance(done, Reviewed)
        assert done.state == state
    review(log, "A000001", "justified", "geklärt", AUDITOR)
    done = review(log, "A000001", "misuse", "doch", SECOND)
    assert isinstance(done, Reviewed)
    assert done.state == "misuse proposed"


@pytest.mark.parametrize(("wanted", "comment", "who"), [
    ("A000099", "x", AUDITOR), ("unknown", "x", AUDITOR), ("A000001", "  ", AUDITOR),
    ("A000001", "x", Asker(user="erika")),
])  # fmt: skip
def test_a_step_that_cannot_be_taken_leaves_no_record(wanted: str, comment: str, who: Asker, log: AuditLog) -> None:
    assert isinstance(review(log, wanted, "justified", comment, who), NotReviewed)
    assert len(numbers(log)) == 6


def test_what_a_reviewer_writes_is_redacted(log: AuditLog) -> None:
    review(log, "A000001", "justified", "Anruf bei 0171 5550199", AUDITOR)
    assert "5550199" not in log.of_kind("review")[0].body["comment"]


def test_retention_removes_what_is_old_and_keeps_chain_and_counts(
    log: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchor(log)
    set_clock(monkeypatch, LATER)
    log.append(Entry("asked", "help", Asker(), question="neu"))
    assert retain(log, AUDITOR, now=datetime.now(UTC) + LATER) == Retained(6, "A000008")
    assert numbers(log) == [7, 8]
    verified = log.verify()
    assert isinstance(verified, Verified)
    assert (verified.count, verified.removed) == (8, 6)
    (gap,) = log.of_kind("retention")[0].body["details"]["removed"]
    month = f"{datetime.now(UTC):%Y-%m}"
    assert gap["counts"] == {f"{month} asked refused": 6, f"{month} rule K01": 6}
    assert log.append(Entry("asked", "help", Asker())) == "A000009"
    assert retain(log, AUDITOR, now=datetime.now(UTC) + LATER) == Retained(0)


def test_removed_text_is_in_no_byte_of_the_file(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, LATER)
    retain(log, AUDITOR, now=datetime.now(UTC) + LATER)
    written = b"".join(p.read_bytes() for p in log.store.path.parent.iterdir() if p.name.startswith("audit.sqlite"))
    assert b"Frage" not in written


def test_a_log_of_nothing_but_old_records_goes_on_with_the_next_number(
    log: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, LATER)
    assert retain(log, AUDITOR, now=datetime.now(UTC) + LATER) == Retained(6, "A000007")
    assert isinstance(log.verify(), Verified)


def test_records_on_hold_stay_until_it_is_lifted(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(log, "A000003", "A000004", "Verfahren", AUDITOR)
    set_clock(monkeypatch, LATER)
    now = datetime.now(UTC) + LATER
    assert retain(log, AUDITOR, now=now).removed == 4  # type: ignore[union-attr]
    assert numbers(log) == [3, 4, 7, 8]
    assert isinstance(log.verify(), Verified)
    hold(log, "A000003", "A000004", "abgeschlossen", AUDITOR, lift=True)
    assert holds(log) == ()
    assert retain(log, AUDITOR, now=now).removed == 2  # type: ignore[union-attr]
    assert isinstance(log.verify(), Verified)


def test_after_retention_an_export_still_verifies_alone(
    log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(log, "A000003", "A000003", "Verfahren", AUDITOR)
    set_clock(monkeypatch, LATER)
    retain(log, AUDITOR, now=datetime.now(UTC) + LATER)
    done = export(log, tmp_path / "records", "jsonl", AUDITOR)
    assert done is not None
    assert (done.first, done.last, done.count) == (3, 8, 3)
    assert check(tmp_path / "records") is None


@pytest.mark.parametrize("details", [{}, {"removed": [], "signature": ""}])
def test_records_gone_without_a_signed_tombstone_are_missing(details: dict[str, object], log: AuditLog) -> None:
    heads = {row[0]: row[1] for row in log.store.select("true", (), -1)}
    gap = {"first": 1, "last": 3, "prev": START, "head": heads[3], "counts": {}}
    said = {**details, "removed": [gap]} if details else {"removed": [gap], "signature": "00" * 64}
    log.append(Entry("retention", "noted", AUDITOR, details=said))
    anchor(log)
    with sqlite3.connect(log.store.path) as db:
        db.execute("drop trigger no_delete")
        db.execute("delete from log where seq <= 3")
    broken = log.verify()
    assert isinstance(broken, Broken)
    assert broken.seq == 1


def test_a_broken_log_is_evidence_and_not_touched_by_retention(log: AuditLog) -> None:
    with sqlite3.connect(log.store.path) as db:
        db.execute("drop trigger no_delete")
        db.execute("delete from log where seq = 4")
    assert isinstance(retain(log, AUDITOR, now=datetime.now(UTC) + LATER), Broken)
    assert numbers(log) == [1, 2, 3, 5, 6]


def test_a_backup_is_taken_and_put_back_while_others_write(log: AuditLog, tmp_path: Path) -> None:
    stop = threading.Event()
    writer = threading.Thread(target=lambda: _write_until(stop, log.store.path))
    writer.start()
    try:
        saved = tmp_path / "saved.sqlite"
        assert isinstance(backup(log, saved, AUDITOR), Verified)
    finally:
        stop.set()
        writer.join()
    with sqlite3.connect(log.store.path) as db:
        db.execute("drop trigger no_delete")
        db.execute("delete from log where seq = 3")
    done = restore(saved, log.store.path)
    assert isinstance(done, Restored)
    assert done.aside is not None
    assert isinstance(log.verify(), Verified)
    assert AuditLog.open(saved).user_key("erika") == log.user_key("erika")
    assert log.append(Entry("asked", "help", Asker())) == audit_id(done.count + 1)


def _write_until(stop: threading.Event, path: Path) -> None:
    own = AuditLog.open(path)
    while not stop.is_set():
        own.append(Entry("asked", "help", Asker()))
    own.close()


def test_a_backup_never_replaces_a_whole_log_that_knows_more(log: AuditLog, tmp_path: Path) -> None:
    backup(log, tmp_path / "saved", AUDITOR)
    log.append(Entry("asked", "help", Asker()))
    assert isinstance(restore(tmp_path / "saved", log.store.path), Label)
    assert len(numbers(log)) == 8


def test_a_file_that_is_no_database_any_more_is_replaced_and_kept(log: AuditLog, tmp_path: Path) -> None:
    backup(log, tmp_path / "saved", AUDITOR)
    log.close()
    for ending in ("-wal", "-shm"):
        log.store.path.with_name(log.store.path.name + ending).unlink(missing_ok=True)
    log.store.path.write_bytes(b"scrambled" * 9999)
    done = restore(tmp_path / "saved", log.store.path)
    assert isinstance(done, Restored)
    assert done.aside is not None
    assert done.aside.read_bytes().startswith(b"scrambled")
    assert isinstance(AuditLog.open(log.store.path).verify(), Verified)


def test_a_backup_goes_to_a_new_file_only(log: AuditLog, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("precious")
    with pytest.raises(AuditUnavailable, match="there"):
        backup(log, tmp_path / "there", AUDITOR)
    assert (tmp_path / "there").read_text() == "precious"


def test_a_broken_backup_is_not_put_in_place(log: AuditLog, tmp_path: Path) -> None:
    backup(log, tmp_path / "saved", AUDITOR)
    with sqlite3.connect(tmp_path / "saved") as db:
        db.execute("drop trigger no_delete")
        db.execute("delete from log where seq = 2")
    assert isinstance(restore(tmp_path / "saved", tmp_path / "new.sqlite"), Broken)
    assert not (tmp_path / "new.sqlite").exists()


def test_a_log_of_the_first_version_goes_on_with_its_chain(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    body = '{"findings":[],"kind":"asked","status":"refused","time":"2026-01-01T00:00:00.000+00:00","user":"k"}'
    with sqlite3.connect(path) as db:
        for statement in _VERSIONS[0]:
            db.execute(statement)
        db.execute("insert into log values (1, ?, ?, ?)", (START, chain(1, START, body), body))
        db.execute("pragma user_version = 1")
    log = AuditLog.open(path)
    assert log.append(Entry("asked", "help", Asker())) == "A000002"
    assert isinstance(log.verify(), Verified)
    assert log.store.select("status = 'refused'", (), 1)[0][2] == body
    assert log.store.query("select user_version, '', '' from pragma_user_version")[0][0] == SCHEMA_VERSION


def test_a_clock_set_back_stops_the_log_until_it_is_right(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, timedelta(hours=-1))
    with pytest.raises(AuditUnavailable, match="clock"):
        log.append(Entry("asked", "help", Asker()))
    monkeypatch.undo()
    assert log.append(Entry("asked", "help", Asker())) == "A000007"


def test_a_clock_that_is_right_can_be_confirmed(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, timedelta(hours=-1))
    log.append(Entry("clock", "noted", AUDITOR, comment="Rechner lief eine Stunde vor"))
    assert log.append(Entry("asked", "help", Asker())) == "A000008"
    assert isinstance(log.verify(), Verified)


def test_a_small_step_back_of_the_clock_keeps_the_order_of_times(
    log: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, timedelta(seconds=-3))
    log.append(Entry("asked", "help", Asker()))
    times = [row[2] for row in log.store.query("select seq, '', time from log order by seq")]
    assert times == sorted(times)


def test_a_log_moved_away_is_said_and_one_put_back_is_used(log: AuditLog, tmp_path: Path) -> None:
    path = log.store.path
    backup(log, tmp_path / "saved", AUDITOR)
    path.rename(tmp_path / "away")
    with pytest.raises(AuditUnavailable, match=r"audit\.sqlite"):
        log.append(Entry("asked", "help", Asker()))
    (tmp_path / "saved").rename(path)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    assert log.append(Entry("asked", "help", Asker())) == "A000008"
    assert isinstance(log.verify(), Verified)


def test_a_name_is_found_only_among_those_brought_along(log: AuditLog) -> None:
    key = log.user_key("erika")
    assert resolve(log, key, ["karl", " erika "], "Verdacht auf Missbrauch", AUDITOR) == "erika"
    assert resolve(log, key, ["karl"], "Verdacht auf Missbrauch", AUDITOR) is None
    step = log.of_kind("read")[0].body
    assert (step["comment"], step["details"]["tried"]) == ("Verdacht auf Missbrauch", 2)


def test_a_result_hash_is_no_oracle(log: AuditLog, tmp_path: Path) -> None:
    rows = [("Zeil", 25), ("Kudamm", 30)]
    known = log.result_hash("A000001", ("place", "visits"), rows)
    assert known == log.result_hash("A000001", ("place", "visits"), rows[::-1])
    others = [
        log.result_hash("A000002", ("place", "visits"), rows),
        log.result_hash("A000001", ("place", "trips"), rows),
        log.result_hash("A000001", ("place", "visits"), [("Zeil", 25), ("Kudamm", 35)]),
        AuditLog.open(tmp_path / "other").result_hash("A000001", ("place", "visits"), rows),
    ]
    assert len({known, *others}) == 5
