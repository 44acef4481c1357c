"""Anchors and exports: what proves a log to somebody who has only a copy, or not even this product."""

import json
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.audit import AuditLog, AuditUnavailable, Broken, Entry, Selection, Verified
from guardrails.audit import log as audit_log
from guardrails.audit.anchor import anchor, own_file, public_key, read_anchors, signing_key_file
from guardrails.audit.chain import START, chain
from guardrails.audit.export import Format, export, plain_cell
from guardrails.audit.verify_export import check, verifies
from guardrails.verdict import Asker

AUDITOR = Asker(role="auditor", user="revision")
FORMATS: tuple[Format, ...] = ("jsonl", "csv")


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AuditLog:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    opened = AuditLog.open(tmp_path / "audit.sqlite")
    for n in range(1, 9):
        opened.append(Entry("asked", "help", Asker(), question=f"Frage {n}"))
    return opened


def tamper(log: AuditLog, *statements: str) -> None:
    with sqlite3.connect(log.store.path) as db:
        db.execute("drop trigger no_update")
        db.execute("drop trigger no_delete")
        for statement in statements:
            db.execute(statement)


def rewrite(log: AuditLog, first: int) -> None:
    """What somebody with the file can do: change a record and compute all hashes after it anew."""
    with sqlite3.connect(log.store.path) as db:
        db.execute("drop trigger no_update")
        rows = db.execute("select seq, body from log where seq >= ? order by seq", (first,)).fetchall()
        prev = db.execute("select hash from log where seq = ?", (first - 1,)).fetchone()
        head = prev[0] if prev else START
        for seq, body in rows:
            changed = body.replace("Frage", "Antwort")
            new = chain(seq, head, changed)
            db.execute("update log set prev = ?, hash = ?, body = ? where seq = ?", (head, new, changed, seq))
            head = new


def test_an_anchor_is_a_signed_line_in_a_file_of_its_owner(log: AuditLog) -> None:
    made = anchor(log)
    assert made is not None
    assert (made.seq, made.key) == (8, public_key())
    assert read_anchors(own_file(log)) == (made,)
    for file in (signing_key_file(), own_file(log)):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert log.verify() == Verified(8, made.head, anchors=1)


def test_a_cut_tail_shows_by_the_anchor(log: AuditLog) -> None:
    anchor(log)
    tamper(log, "delete from log where seq > 5")
    broken = log.verify()
    assert isinstance(broken, Broken)
    assert broken.seq == 6


def test_a_rewritten_log_shows_by_the_anchor_after_the_last_one_that_holds(log: AuditLog, tmp_path: Path) -> None:
    anchor(log)
    log.append(Entry("asked", "help", Asker(), question="Frage 9"))
    anchor(log)
    rewrite(log, 9)
    broken = log.verify()
    assert isinstance(broken, Broken)
    assert broken.seq == 9


def test_an_anchor_elsewhere_is_checked_with_the_key_named(log: AuditLog, tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere" / "anchors.jsonl"
    anchor(log, kept)
    key = public_key()
    signing_key_file().unlink()
    with pytest.raises(AuditUnavailable, match="key"):
        log.verify(kept)
    assert isinstance(log.verify(kept, key), Verified)


@pytest.mark.parametrize("field", ["seq", "head", "time", "signature", "key"])
def test_a_changed_anchor_is_no_proof(field: str, log: AuditLog) -> None:
    anchor(log)
    line = json.loads(own_file(log).read_text())
    line[field] = 7 if field == "seq" else line[field][:-1] + ("0" if line[field][-1] != "0" else "1")
    own_file(log).write_text(json.dumps(line))
    assert isinstance(log.verify(), Broken)


def test_a_file_without_anchors_is_said(log: AuditLog, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing signed")
    for file in (tmp_path / "notes.txt", tmp_path / "none"):
        with pytest.raises(AuditUnavailable, match="anchors"):
            log.verify(file)


def test_an_anchor_is_set_every_so_many_records(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "ANCHOR_EVERY", 5)
    for _ in range(3):
        log.append(Entry("asked", "help", Asker()))
    assert [a.seq for a in read_anchors(own_file(log))] == [10]


def test_an_anchor_is_set_with_the_first_record_of_a_day(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + timedelta(days=1)

    monkeypatch.setattr(audit_log, "datetime", Tomorrow)
    log.append(Entry("asked", "help", Asker()))
    log.append(Entry("asked", "help", Asker()))
    assert [a.seq for a in read_anchors(own_file(log))] == [9]


def test_an_anchor_that_cannot_be_written_stops_no_answer(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "ANCHOR_EVERY", 1)
    monkeypatch.setenv("FOOTFALL_ANCHORS", "/dev/null/anchors")
    assert log.append(Entry("asked", "help", Asker())) == "A000009"


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_verifies_alone_and_is_recorded(form: Format, log: AuditLog, tmp_path: Path) -> None:
    log.append(Entry("asked", "help", Asker(), question='=cmd "quoted", with comma\nand line'))
    done = export(log, tmp_path / f"records.{form}", form, AUDITOR)
    assert done is not None
    assert (done.first, done.last, done.count) == (1, 9, 9)
    command = [sys.executable, "-I", str(done.files[2]), public_key()]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert log.read(Selection(kind="read"), AUDITOR)[0].body["question"].startswith(f"export {form}")


EXPORT_CHANGES: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "record removed": (lambda lines: lines[:3] + lines[4:], "A000004"),
    "records swapped": (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], "A000004"),
    "record changed": (lambda lines: [x.replace("Frage 4", "Frage X") for x in lines], "A000004"),
    "record copied": (lambda lines: [*lines[:5], lines[4], *lines[5:]], "A000006"),
    "tail cut": (lambda lines: lines[:6], "A000007"),
}


@pytest.mark.parametrize("change", EXPORT_CHANGES)
@pytest.mark.parametrize("form", FORMATS)
def test_a_changed_export_names_its_first_wrong_record(
    change: str, form: Format, log: AuditLog, tmp_path: Path
) -> None:
    file = tmp_path / "records"
    export(log, file, form, AUDITOR)
    lines = file.read_text("utf-8").splitlines(keepends=True)
    head, records = (lines[:1], lines[1:]) if form == "csv" else ([], lines)
    altered, first = EXPORT_CHANGES[change]
    file.write_text("".join([*head, *altered(records)]), "utf-8")
    assert first in str(check(file))


def test_a_readable_column_cannot_say_other_than_the_record(log: AuditLog, tmp_path: Path) -> None:
    file = tmp_path / "records.csv"
    export(log, file, "csv", AUDITOR)
    text = file.read_text("utf-8")
    file.write_text(text.replace(",Frage 4,", ",Frage X,"), "utf-8")
    assert "A000004" in str(check(file))


def test_an_export_by_another_key_is_no_proof(log: AuditLog, tmp_path: Path) -> None:
    export(log, tmp_path / "records", "jsonl", AUDITOR)
    assert check(tmp_path / "records") is None
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    assert "signature" in str(check(tmp_path / "records", other))


def test_days_choose_a_stretch_that_verifies_too(log: AuditLog, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    done = export(log, tmp_path / "records", "jsonl", AUDITOR, today, today)
    assert done is not None
    assert done.count == 8
    day = timedelta(days=1)
    assert export(log, tmp_path / "none", "jsonl", AUDITOR, today + day) is None
    assert export(log, tmp_path / "none", "jsonl", AUDITOR, None, today - day) is None
    assert not (tmp_path / "none").exists()


def test_an_export_that_cannot_be_written_says_so(log: AuditLog) -> None:
    with pytest.raises(AuditUnavailable, match="/dev/null/x"):
        export(log, Path("/dev/null/x"), "jsonl", AUDITOR)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_spreadsheet_takes_no_text_for_a_formula(text: str) -> None:
    assert plain_cell(text) == "'" + text
    assert plain_cell(f"x{text}") == f"x{text}"


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 511))
def test_the_verifier_of_exports_agrees_with_the_library_on_signatures(message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    key, signature = private.public_key().public_bytes_raw(), bytearray(private.sign(message))
    assert verifies(key, message, bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not verifies(key, message, bytes(signature))
