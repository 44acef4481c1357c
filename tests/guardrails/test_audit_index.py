"""The index beside the log: it finds what the records hold, holds nothing else, and can go at any time."""

import json
import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guardrails.audit import AuditLog, Entry, Selection, Verified
from guardrails.audit import log as audit_log
from guardrails.audit import search as audit_search
from guardrails.audit.index import Index
from guardrails.audit.retention import retain
from guardrails.audit.searched import searched
from guardrails.verdict import Asker, Finding
from warehouse.catalog import Label

AUDITOR = Asker(role="auditor", user="revision")
REFUSAL = Finding("K01", Label(de="geschützt", en="protected"))


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AuditLog:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(audit_search, "FEW", 0)  # else so few records are read one by one
    return AuditLog.open(tmp_path / "audit.sqlite")


def asked(log: AuditLog, question: str, client: str = "", sql: str = "") -> str:
    return log.append(Entry("asked", "refused", Asker(client=client), question=question, sql=sql, findings=(REFUSAL,)))


def found(log: AuditLog, text: str = "", client: str = "") -> list[str]:
    wanted = Selection(kind="asked", text=text, client=client)
    return [record.audit_id for record in log.read(wanted, AUDITOR)]


def test_parts_of_words_are_found_in_any_case_and_only_where_they_stand(log: AuditLog) -> None:
    first = asked(log, "Frequenz am Ostbahnhof", sql="select group_size from footfall_daily")
    second = asked(log, "Besuche im Mai", client="Möbel Überall")
    asked(log, "Nothafen, Ostern und Bahn")  # all pieces of some word, but not the word
    assert found(log, "ostBAHNhof") == found(log, "bahnhof") == found(log, "GROUP_SIZE") == [first]
    assert found(log, "ÜBER") == found(log, client="Möbel Überall") == [second]
    assert found(log, "hafenbahn") == found(log, client="Möbel") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=40), min_size=1, max_size=6), data=st.data())
def test_the_index_finds_what_reading_every_record_finds(log: AuditLog, texts: list[str], data: st.DataObject) -> None:
    for text in texts:
        asked(log, text.encode("utf-8", "replace").decode())
    whole = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, len(whole)))
    part = whole[start : start + data.draw(st.integers(1, 12))] or "x"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.getLogger("footfall"), "warning", pytest.fail)
        looked_up = found(log, part)
        patch.setattr(audit_search, "FEW", 10**9)
        assert looked_up == found(log, part)


def test_days_count_outcomes_and_findings(log: AuditLog) -> None:
    for _ in range(3):
        asked(log, "Besuche", client="ACME")
    today = datetime.now(UTC).date().isoformat()
    counted = {(d.kind, d.status, d.role, d.client, d.rule): d.records for d in Index(log.store).days(today, today)}
    assert counted == {("asked", "refused", "analyst", "ACME", rule): 3 for rule in ("", "K01")}


def test_a_page_goes_on_where_the_one_before_ended(log: AuditLog) -> None:
    ids = [asked(log, f"Lindenallee, Satz {n}") for n in range(6)]
    pages, before = [], ""
    while records := log.read(Selection(kind="asked", text="linden", limit=2, before=before), AUDITOR):
        pages.append([record.audit_id for record in records])
        before = pages[-1][-1]
    assert [i for page in pages for i in page] == ids[::-1]


def test_a_damaged_or_deleted_index_is_made_anew(log: AuditLog) -> None:
    wanted = asked(log, "Lindenallee")
    assert found(log, "linden") == [wanted]
    path = Index(log.store).path
    path.write_bytes(b"no database" * 500)
    assert found(log, "linden") == [wanted]
    path.unlink()
    assert found(log, "linden") == [wanted]


def test_without_room_for_an_index_the_log_itself_is_read(log: AuditLog) -> None:
    wanted = asked(log, "Lindenallee")
    Index(log.store).path.mkdir()
    assert found(log, "linden") == [wanted]


def test_another_log_in_the_same_place_gets_another_index(log: AuditLog, tmp_path: Path) -> None:
    asked(log, "Lindenallee")
    assert found(log, "linden")
    other = AuditLog.open(tmp_path / "other.sqlite")
    wanted = asked(other, "Marktplatz")
    other.close()
    log.close()
    for ending in ("-wal", "-shm"):
        (tmp_path / f"audit.sqlite{ending}").unlink(missing_ok=True)
    (tmp_path / "other.sqlite").replace(tmp_path / "audit.sqlite")
    again = AuditLog.open(tmp_path / "audit.sqlite")
    assert found(again, "markt") == [wanted]
    assert found(again, "linden") == []


def test_removed_records_leave_no_byte_in_the_index(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as long_ago:
        long_ago.setattr(audit_log, "datetime", clock(timedelta(days=500)))
        asked(log, "Qxv Wjk")
    kept = asked(log, "Lindenallee")
    assert found(log, "qxv")  # which is itself a record, so the other word is looked for in the bytes
    assert b"wjk" in everything(Index(log.store).path)
    retain(log, AUDITOR)
    assert b"wjk" not in everything(Index(log.store).path)
    assert found(log, "linden") == [kept]
    assert isinstance(log.verify(thorough=True), Verified)


def test_an_index_that_hides_a_record_is_found_by_a_thorough_look(log: AuditLog) -> None:
    for n in range(3):
        asked(log, f"Lindenallee, Satz {n}")
    assert len(found(log, "linden")) == 3
    assert log.verify(thorough=True).damage == ()  # type: ignore[union-attr]
    with closing(sqlite3.connect(Index(log.store).path)) as db:
        db.execute("insert into pieces (rowid, text) values (99, 'something else')")
        db.commit()
    assert log.verify(thorough=True).damage == ("audit.sqlite.index",)  # type: ignore[union-attr]


def test_what_the_index_holds_are_pieces_of_the_redacted_records(log: AuditLog) -> None:
    asked(log, "Wo war Gudrun Beispiel (0171 5550199)?", sql="select 1 from places where place = 'Gudrun'")
    assert found(log, "where place")
    Index(log.store).refresh()
    with closing(sqlite3.connect(Index(log.store).path)) as db:
        db.execute("create virtual table temp.held using fts5vocab(main, pieces, row)")
        pieces = {row[0] for row in db.execute("select term from temp.held")}
    texts = [searched(json.loads(row[2])).lower() for row in log.store.query("select seq, '', body from log")]
    assert pieces == {text[at : at + 3] for text in texts for at in range(len(text) - 2)}
    assert {"gud", "udr", "spi", "555"}.isdisjoint(pieces)


def clock(back: timedelta) -> type[datetime]:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) - back

    return Clock


def everything(path: Path) -> bytes:
    return b"".join(p.read_bytes() for p in path.parent.iterdir() if p.name.startswith(path.name))
