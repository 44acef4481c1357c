"""`footfall audit ...` from outside: anchor, export, review, replay, resolve, backup, retain, hold."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.feedback import give
from guardrails.audit import AuditLog
from guardrails.verdict import Asker
from tests.assistant.test_cli import QUESTION, Footfall, one_sentence


@pytest.fixture
def footfall(tmp_path: Path, small_warehouse: Path) -> Footfall:
    return Footfall(tmp_path / "home", small_warehouse)


def asked(footfall: Footfall, question: str = QUESTION) -> str:
    return str(json.loads(footfall("ask", question, "--user", "erika", "--json").stdout)["audit_id"])


def damage(footfall: Footfall, statement: str) -> None:
    with sqlite3.connect(footfall.home / "audit.sqlite") as db:
        db.execute("drop trigger no_update")
        db.execute("drop trigger no_delete")
        db.execute(statement)


def test_an_anchored_log_shows_a_cut_tail(footfall: Footfall, tmp_path: Path) -> None:
    asked(footfall)
    assert b"no anchor" in footfall("audit", "verify", "--lang", "en").stdout
    kept = str(tmp_path / "anchors.jsonl")
    assert footfall("audit", "anchor", "--to", kept).returncode == 0
    assert footfall("audit", "verify", "--anchors", kept).returncode == 0
    damage(footfall, "delete from log where seq = (select max(seq) from log)")
    done = footfall("audit", "verify", "--anchors", kept, "--lang", "en")
    assert done.returncode == 1
    assert "A000" in one_sentence(done)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_is_checked_by_its_own_script(form: str, footfall: Footfall, tmp_path: Path) -> None:
    asked(footfall)
    key = footfall("audit", "key").stdout.decode().strip()
    assert footfall("audit", "export", "--format", form, "--output", str(tmp_path / "records")).returncode == 0
    check = [sys.executable, "-I", str(tmp_path / "records.verify.py"), key]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    text = (tmp_path / "records").read_text("utf-8")
    (tmp_path / "records").write_text(text.replace("Lindenallee", "Zeil", 1), "utf-8")
    assert subprocess.run(check, capture_output=True, check=False).returncode == 1


def test_a_review_shows_in_the_list(footfall: Footfall) -> None:
    wanted = asked(footfall, "Wo wohnt Petra Schneider?")
    step = ("audit", "review", wanted, "--comment", "dritter Versuch", "--state", "misuse", "--lang", "en")
    assert b"second person" in footfall(*step, "--by", "revision").stdout
    assert b"now: misuse (" in footfall(*step, "--by", "leitung").stdout
    assert b"[misuse]" in footfall("audit", "list", "--status", "refused", "--lang", "en").stdout
    assert json.loads(footfall("audit", "show", wanted, "--json").stdout)["review"] == "misuse"
    one_sentence(footfall(*step, "--by", "erika"))


def test_a_replay_gives_the_same_rows_to_the_bit(footfall: Footfall) -> None:
    wanted = asked(footfall)
    done = footfall("audit", "replay", wanted, "--json", "--user", "revision")
    played = json.loads(done.stdout)
    assert (done.returncode, played["rows"], played["same"]) == (0, "equal", True)
    assert played["then"] == played["today"]
    assert b"34650" not in done.stdout
    assert "aufs Bit gleich" in footfall("audit", "replay", wanted, "--lang", "de").stdout.decode()


@pytest.mark.parametrize("question", ["Wo wohnt Petra Schneider?", "What is a visitor?", "Umsatz im Mai 2026"])
def test_a_question_that_led_to_no_statement_is_replayed_too(question: str, footfall: Footfall) -> None:
    wanted = asked(footfall, question)
    played = json.loads(footfall("audit", "replay", wanted, "--json").stdout)
    assert played["rows"] == "not compared"
    assert played["masked"] == ("Petra" in question)
    assert played["masked"] or played["same"]


def test_other_data_show_in_a_replay(footfall: Footfall, tmp_path: Path, small_warehouse: Path) -> None:
    import duckdb

    wanted = asked(footfall)
    other = tmp_path / "other.duckdb"
    shutil.copy(small_warehouse, other)
    with duckdb.connect(str(other)) as db:
        db.execute("update footfall_monthly set visits = visits + 5")
    done = footfall("audit", "replay", wanted, "--json", "--warehouse", str(other))
    assert (done.returncode, json.loads(done.stdout)["rows"]) == (1, "different")


def test_a_name_is_resolved_among_those_given(footfall: Footfall) -> None:
    shown = json.loads(footfall("audit", "show", asked(footfall), "--json").stdout)
    resolve = ("audit", "resolve", shown["user"], "--reason", "Verdacht", "--names", "-")
    assert footfall(*resolve, stdin=b"karl\nerika\n").stdout == b"erika\n"
    assert footfall(*resolve, stdin=b"karl\n").returncode == 1


def test_backup_and_restore(footfall: Footfall, tmp_path: Path) -> None:
    asked(footfall)
    saved = str(tmp_path / "saved.sqlite")
    assert footfall("audit", "backup", "--to", saved).returncode == 0
    damage(footfall, "delete from log where seq = 1")
    assert footfall("audit", "verify").returncode == 1
    assert footfall("audit", "restore", saved).returncode == 0
    assert footfall("audit", "verify").returncode == 0


def test_retention_and_hold(footfall: Footfall) -> None:
    wanted = asked(footfall)
    assert footfall("audit", "hold", wanted, "--reason", "Verfahren").returncode == 0
    assert footfall("audit", "retain").returncode == 0
    assert footfall("audit", "hold", wanted, "--reason", "vorbei", "--lift").returncode == 0
    assert footfall("audit", "hold", "A999999", "--reason", "x").returncode == 2
    assert footfall("audit", "hold", wanted, "--reason", " ").returncode == 2


def test_the_clock_can_be_confirmed(footfall: Footfall) -> None:
    asked(footfall)
    assert footfall("audit", "clock", "--reason", "neu gestellt").returncode == 0


def test_feedback_is_listed_for_reviewers(footfall: Footfall) -> None:
    about = asked(footfall)
    log = AuditLog.open(footfall.home / "audit.sqlite")
    give(log, Asker("marketer", "erika"), about, False, "der falsche Park")
    log.close()
    listed = footfall("audit", "list", "--kind", "feedback", "--lang", "de").stdout.decode()
    assert listed.count("\n") == 1 and f"{about} − der falsche Park" in listed
