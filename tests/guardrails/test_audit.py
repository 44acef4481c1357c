"""The audit log: durable, chained, redacted; several writers; tampering is found."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.audit import AuditLog, AuditUnavailable, Broken, Entry, Selection, Verified, catalogue_texts
from guardrails.audit.chain import chain
from guardrails.audit.schema import SCHEMA_VERSION
from guardrails.verdict import Asker, Finding
from warehouse.catalog import Label

AUDITOR = Asker(role="auditor", user="revision")
REFUSAL = Finding("K01", Label(de="geschützt", en="protected"))


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    return tmp_path / "audit.sqlite"


@pytest.fixture
def log(path: Path) -> AuditLog:
    return AuditLog.open(path, frozenset({"Lindenallee"}))


def entry(question: str = "Besuche im Mai", **more: object) -> Entry:
    fields: dict[str, object] = {"kind": "asked", "status": "refused", "asker": Asker(user="erika"), **more}
    return Entry(question=question, **fields)  # type: ignore[arg-type]


def test_ids_follow_the_sequence_and_records_come_back_newest_first(log: AuditLog) -> None:
    assert [log.append(entry(f"Frage {n}")) for n in range(3)] == ["A000001", "A000002", "A000003"]
    assert [r.body["question"] for r in log.read(Selection(limit=2), AUDITOR)] == ["Frage 2", "Frage 1"]


def test_a_record_holds_what_was_decided_and_no_user_name(log: AuditLog, path: Path) -> None:
    log.append(entry(findings=(REFUSAL,), threshold=20, rows=3, versions={"build": "b1"}, timings_ms={"gate": 1.5}))
    body = log.read(Selection(), AUDITOR)[0].body
    assert body["findings"] == [{"rule": "K01", "message": {"de": "geschützt", "en": "protected"}}]
    assert (body["threshold"], body["rows"], body["timings_ms"]) == (20, 3, {"gate": 1.5})
    assert body["versions"]["build"] == "b1"
    assert {"product", "catalogue"} <= set(body["versions"])
    assert datetime.fromisoformat(body["time"]).utcoffset() == timedelta(0)
    assert body["user"] == log.user_key("erika")
    assert b"erika" not in everything_written(path)


def test_a_pseudonym_is_the_same_after_reopening_and_another_in_another_log(log: AuditLog, tmp_path: Path) -> None:
    assert AuditLog.open(log.store.path).user_key("erika") == log.user_key("erika")
    assert AuditLog.open(tmp_path / "other.sqlite").user_key("erika") != log.user_key("erika")


def test_log_and_key_are_for_their_owner_only(log: AuditLog, path: Path) -> None:
    for file in (path, path.with_name(path.name + ".key")):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_personal_data_reaches_no_byte_of_the_store(log: AuditLog, path: Path) -> None:
    log.append(
        entry(
            "Wo war Gudrun Beispiel (0171 5550199, g.beispiel@example.org)?",
            sql="select 1 from places where place = 'Gudrun Beispiel' -- Gudrun Beispiel",
            sql_run="select 1 from places where place = 'Gudrun Beispiel'",
            plan='{"places": "Gudrun Beispiel"}',
            asker=Asker(user="u", client="Gudrun Beispiel", purpose="Anruf bei 0171 5550199"),
        )
    )
    written = everything_written(path)
    for part in (b"Gudrun", b"Beispiel", b"5550199", b"example.org"):
        assert part not in written


def test_sql_keeps_warehouse_values_only(log: AuditLog) -> None:
    log.append(entry(sql="select visits from places where place in ('Lindenallee', 'Geheim') and gender = 'female'"))
    sql = log.read(Selection(), AUDITOR)[0].body["sql"]
    assert sql == "select visits from places where place in ('Lindenallee', '[text]') and gender = 'female'"


def test_every_look_is_itself_a_record(log: AuditLog) -> None:
    log.append(entry())
    log.read(Selection(rule="K01", user="erika"), AUDITOR)
    log.get("A000001", AUDITOR)
    looks = log.read(Selection(kind="read"), AUDITOR)
    assert [r.body["question"].split()[0] for r in looks] == ["show", "list"]
    assert {r.body["user"] for r in looks} == {log.user_key("revision")}
    assert "erika" not in looks[1].body["question"]


def test_an_unknown_id_is_none(log: AuditLog) -> None:
    assert [log.get(wanted, AUDITOR) for wanted in ("A000099", "B1", "", "A１")] == [None] * 4


FILTERS = {
    "status": ({"status": "help"}, Selection(status="help")),
    "kind": ({"kind": "released"}, Selection(kind="released")),
    "rule": ({"findings": (REFUSAL,)}, Selection(rule="k01")),
    "role": ({"asker": Asker(role="sales")}, Selection(role="sales")),
    "user": ({"asker": Asker(user="karl")}, Selection(user="karl")),
    "text": ({"question": "Frequenz am Ostbahnhof"}, Selection(text="ostBAHNhof")),
}


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_finds_its_record_alone(name: str, log: AuditLog) -> None:
    fields, selection = FILTERS[name]
    log.append(entry())
    wanted = log.append(entry(**fields))  # type: ignore[arg-type]
    log.append(entry())
    assert [r.audit_id for r in log.read(selection, AUDITOR)] == [wanted]


def test_days_are_utc_and_both_ends_count(log: AuditLog) -> None:
    log.append(entry())
    today = datetime.now(UTC).date()
    day = timedelta(days=1)
    assert log.read(Selection(since=today, until=today, status="refused"), AUDITOR)
    assert not log.read(Selection(since=today + day), AUDITOR)
    assert not log.read(Selection(until=today - day), AUDITOR)


def test_a_user_is_found_by_the_key_of_an_earlier_record(log: AuditLog) -> None:
    log.append(entry())
    assert log.read(Selection(user=log.user_key("erika")), AUDITOR)


def test_a_whole_chain_verifies_with_its_head(log: AuditLog) -> None:
    assert log.verify() == Verified(0, "0" * 64)
    for n in range(5):
        log.append(entry(str(n)))
    verified = log.verify()
    assert verified == Verified(5, log.store.select("true", (), 1)[0][1])


CHANGES = {
    "body changed": ("update log set body = replace(body, 'Frage 3', 'Frage X') where seq = 3", 3),
    "record removed": ("delete from log where seq = 3", 3),
    "first record removed": ("delete from log where seq = 1", 1),
    "hash changed": ("update log set hash = 'f' || substr(hash, 2) || '0' where seq = 3", 3),
    "records swapped": ("update log set seq = case seq when 2 then -3 when 3 then -2 end where seq in (2, 3)", 2),
    "record appended without the chain": ("insert into log values (6, 'x', 'y', '{}')", 6),
    "body emptied": ("update log set body = '' where seq = 5", 5),
}


@pytest.mark.parametrize("change", CHANGES)
def test_verify_names_the_first_record_that_was_tampered_with(change: str, log: AuditLog, path: Path) -> None:
    for n in range(1, 6):
        log.append(entry(f"Frage {n}"))
    statement, first = CHANGES[change]
    with sqlite3.connect(path) as db:
        db.execute("drop trigger no_update")
        db.execute("drop trigger no_delete")
        db.execute(statement)
        db.execute("update log set seq = -seq where seq < 0")
    broken = log.verify()
    assert isinstance(broken, Broken)
    assert broken.seq == first
    assert broken.why.de
    assert broken.why.en


def test_a_damaged_record_is_named_and_hides_no_others(log: AuditLog, path: Path) -> None:
    for n in range(3):
        log.append(entry(f"Frage {n}"))
    with sqlite3.connect(path) as db:
        db.execute("drop trigger no_update")
        db.execute("update log set body = '{' where seq = 2")
    with pytest.raises(AuditUnavailable, match="A000002"):
        log.read(Selection(), AUDITOR)
    assert [r.audit_id for r in log.read(Selection(text="Frage 2"), AUDITOR)] == ["A000003"]


@pytest.mark.parametrize("statement", ["update log set body = '{}'", "delete from log"])
def test_the_store_itself_forbids_changes(statement: str, log: AuditLog, path: Path) -> None:
    log.append(entry())
    with sqlite3.connect(path) as db, pytest.raises(sqlite3.IntegrityError, match="append only"):
        db.execute(statement)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_recorded_and_verified(question: str, sql: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        log = AuditLog.open(Path(folder) / "a.sqlite")
        log.append(entry(question.encode("utf-8", "replace").decode(), sql=sql.encode("utf-8", "replace").decode()))
        assert isinstance(log.verify(), Verified)
        log.close()


def test_a_hash_depends_on_number_predecessor_and_body() -> None:
    assert len({chain(1, "a", "b"), chain(2, "a", "b"), chain(1, "b", "b"), chain(1, "a", "c")}) == 4


WRITER = """
import sys
from pathlib import Path
from guardrails.audit import AuditLog, Entry
from guardrails.verdict import Asker
log = AuditLog.open(Path(sys.argv[1]))
for n in range(int(sys.argv[2])):
    print(log.append(Entry("asked", "help", Asker(), question=f"{n}")), flush=True)
"""


def writers(path: Path, count: int, records: int) -> list[subprocess.Popen[str]]:
    command = [sys.executable, "-c", WRITER, str(path), str(records)]
    return [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(count)]


def test_processes_that_start_together_on_a_new_log_share_one_chain(path: Path) -> None:
    ids = [i for p in writers(path, 4, 25) for i in p.communicate(timeout=60)[0].split()]
    assert len(set(ids)) == 100
    assert isinstance(AuditLog.open(path).verify(), Verified)


def test_an_acknowledged_record_survives_a_kill(path: Path) -> None:
    running = writers(path, 3, 100_000)
    acknowledged = [p.stdout.readline().strip() for p in running if p.stdout]
    time.sleep(0.3)
    for process in running:
        os.kill(process.pid, signal.SIGKILL)
    acknowledged += [line for p in running for line in p.communicate()[0].splitlines() if len(line) >= 7]
    log = AuditLog.open(path)
    assert isinstance(log.verify(), Verified)
    stored = {f"A{seq:06d}" for seq, *_ in log.store.select("true", (), 10**9)}
    assert set(acknowledged) <= stored


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc/self").exists(), reason="needs a folder nobody can write")
@pytest.mark.parametrize("target", ["/proc/nowhere/audit.sqlite", "/dev/null/audit.sqlite"])
def test_a_log_that_cannot_be_made_says_so_in_both_languages(target: str) -> None:
    with pytest.raises(AuditUnavailable) as stopped:
        AuditLog.open(Path(target))
    assert target in stopped.value.message.de
    assert target in stopped.value.message.en


def test_a_foreign_file_is_not_taken_for_a_log(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to look at" * 50)
    before = path.read_bytes()
    with pytest.raises(AuditUnavailable):
        AuditLog.open(path)
    assert path.read_bytes() == before


def test_a_log_of_a_newer_version_is_left_alone(log: AuditLog, path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(AuditUnavailable, match="newer"):
        AuditLog.open(path)


def test_a_damaged_key_stops_the_log_instead_of_changing_pseudonyms(log: AuditLog, path: Path) -> None:
    path.with_name(path.name + ".key").write_bytes(b"short")
    with pytest.raises(AuditUnavailable, match="key"):
        AuditLog.open(path)


def test_a_full_disk_stops_the_append_and_it_works_again_afterwards(log: AuditLog) -> None:
    log.append(entry())
    pages = log.store._db.execute("pragma page_count").fetchone()[0]
    log.store._db.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(AuditUnavailable, match="full"):
        log.append(entry("x" * 100_000))
    log.store._db.execute("pragma max_page_count = 1000000")
    assert log.append(entry()) == "A000002"
    assert log.verify() == Verified(2, log.store.select("true", (), 1)[0][1])


def test_what_sql_may_keep_comes_from_the_catalogue() -> None:
    assert {"footfall_daily", "visits", "female", "shopping_street"} <= catalogue_texts()


def test_a_stored_body_is_canonical_json(log: AuditLog) -> None:
    log.append(entry())
    body = log.store.select("true", (), 1)[0][2]
    assert body == json.dumps(json.loads(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def everything_written(path: Path) -> bytes:
    return b"".join(p.read_bytes() for p in path.parent.iterdir() if p.name.startswith(path.name))


ALTERATIONS = {
    "drop trigger no_delete": "no_delete",
    "drop index log_status": "log_status",
    "create view other as select * from log": "other",
}


@pytest.mark.parametrize("statement", ALTERATIONS)
def test_definitions_that_were_tampered_with_are_named(statement: str, log: AuditLog, path: Path) -> None:
    log.append(entry())
    with sqlite3.connect(path) as db:
        db.execute(statement)
    verdict = log.verify()
    assert isinstance(verdict, Verified)
    assert verdict.damage == (ALTERATIONS[statement],)


def test_an_index_that_hides_a_record_is_found_by_a_thorough_look(log: AuditLog, path: Path) -> None:
    for n in range(3):
        log.append(entry(f"Frage {n}"))
    with sqlite3.connect(path) as db:
        made = db.execute("select sql from sqlite_master where name = 'log_status'").fetchone()[0]
        db.execute("drop index log_status")
        db.execute(f"{made} where seq <> 2")
        db.execute("pragma writable_schema = on")
        db.execute("update sqlite_master set sql = ? where name = 'log_status'", (made,))
    reopened = AuditLog.open(path)
    assert len(reopened.read(Selection(status="refused"), AUDITOR)) == 2
    assert not reopened.verify().damage  # type: ignore[union-attr]
    assert "row 2 missing" in " ".join(reopened.verify(thorough=True).damage)  # type: ignore[union-attr]
