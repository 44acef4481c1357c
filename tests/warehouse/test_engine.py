import json
import os
import signal
import threading
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.guardrails import small_warehouse
from warehouse.build_info import manifest_path, read_build
from warehouse.engine import Busy, Engine, EngineLimits, Fault, Rows, Stopped, WarehouseUnavailable
from warehouse.parser import statement_kinds
from warehouse.planning import NotPlanned, Question
from warehouse.tree import Listed

ENDLESS = "SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range % 7 = b.range % 3"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_warehouse.write(tmp_path_factory.mktemp("engine") / "it's a file.duckdb")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT * FROM glob('/*')",
        "ATTACH '{file}' AS other",
        "COPY (SELECT 1) TO '{file}.out'",
        "EXPORT DATABASE '{file}.dir'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '1TB'",
        "SET threads = 64",
        "RESET lock_configuration",
        "CREATE TABLE warehouse.main.mine (n INTEGER)",
        "DELETE FROM warehouse.main.places",
        "DROP TABLE warehouse.main.places",
        "SELECT * FROM relation",
    ],
)
def test_the_lock_holds(path: Path, sql: str) -> None:
    engine = Engine.open(path)
    relation = duckdb.sql("SELECT 1")  # must not be found by its Python name
    assert relation is not None
    assert isinstance(engine.run(sql.format(file=str(path).replace("'", "''"))), Fault)
    assert isinstance(engine.run("SELECT place FROM warehouse.main.places"), Rows)


def test_cells_are_plain_values(path: Path) -> None:
    found = Engine.open(path).run(
        "SELECT 1.50::DECIMAL(4,2), 2::HUGEINT, 1.0 / 0, 7 // 0, [1, 2], DATE '2026-02-01', INTERVAL 1 DAY, NULL, "
        "true, sum(5)"
    )
    assert isinstance(found, Rows)
    assert found.rows == ((1.5, 2, None, None, "1, 2", date(2026, 2, 1), "1 day, 0:00:00", None, True, 5),)


def test_a_runaway_is_stopped_and_the_engine_serves_on(path: Path) -> None:
    engine = Engine.open(path, EngineLimits(seconds=0.2))
    assert engine.run(ENDLESS) == Stopped(0.2)
    assert isinstance(engine.run("SELECT 1"), Rows)


def test_a_runaway_does_not_stop_its_neighbours(path: Path) -> None:
    engine = Engine.open(path, EngineLimits(seconds=1))
    runaway = threading.Thread(target=engine.run, args=(ENDLESS,))
    runaway.start()
    started = time.monotonic()
    while runaway.is_alive() and time.monotonic() - started < 30:
        assert isinstance(engine.run("SELECT count(*) FROM warehouse.main.places"), Rows)
    runaway.join()


def test_memory_is_limited_and_the_engine_serves_on(path: Path) -> None:
    engine = Engine.open(path, EngineLimits(memory_mb=64))
    assert isinstance(engine.run("SELECT length(repeat('x', 900000000))"), Fault)
    assert isinstance(engine.run("SELECT 1"), Rows)


def test_a_scalar_that_no_interrupt_reaches_is_killed(path: Path) -> None:
    engine = Engine.open(path, EngineLimits(seconds=0.5, memory_mb=2000))
    started = time.monotonic()
    engine.run("SELECT len(list_sort(range(0, 60000000)))")
    assert time.monotonic() - started < 20  # it would run for a minute
    engine = Engine.open(path)
    assert isinstance(engine.run("SELECT 1"), Rows)


KINDS = frozenset({"SELECT_NODE", "EMPTY", "CONSTANT", "STAR", "FUNCTION", "TABLE_FUNCTION"})
CALLS = frozenset({"range", "length", "repeat"})
LISTED = Listed(KINDS, CALLS, CALLS)
ONE = Question("SELECT 1", "SELECT 1", LISTED)
BINDS_LONG = "SELECT * FROM range(length(repeat('x', 2000000000)))"


def test_planning_is_limited_too(path: Path) -> None:
    engine = Engine.open(path, EngineLimits(seconds=0.5))
    plan = ""
    with suppress(NotPlanned), engine.planning(Question("SELECT 1", BINDS_LONG, LISTED)) as planning:
        plan = planning.plan
    assert not plan
    with engine.planning(ONE) as planning:
        assert planning.plan


@pytest.mark.parametrize(
    "question",
    [
        Question("SELECT 1", "SELECT 1", Listed()),
        Question("SELECT 1", BINDS_LONG, Listed(KINDS, CALLS - {"repeat"}, CALLS)),
        Question("SELECT 1", "SELECT 1", LISTED, {'{"type":"SELECT_NODE"}': 1}),
        Question("SELECT 1", "SELECT * FROM warehouse.main.places", Listed(KINDS | {"BASE_TABLE"})),
        Question("SELECT 1", "SELECT FROM", LISTED),
        Question("SELECT 1", "SELECT 1; SELECT 2", LISTED),
    ],
)
def test_nothing_is_bound_in_which_something_is_not_listed(path: Path, question: Question) -> None:
    engine = Engine.open(path, EngineLimits(seconds=2))
    with engine.planning(question) as planning:
        assert (bool(planning.stranger), planning.plan) == (True, "")
    with engine.planning(ONE) as planning:  # what is listed goes with the question
        assert planning.plan


def test_a_worker_is_ready_again_though_nobody_asked_what_it_planned(path: Path) -> None:
    engine = Engine.open(path, EngineLimits(workers=1))
    with engine.planning(ONE):
        pass
    assert isinstance(engine.run("SELECT 2"), Rows)


def test_nobody_takes_all_workers(path: Path) -> None:
    engine = Engine.open(path, EngineLimits(seconds=3, workers=2))
    greedy = [threading.Thread(target=engine.on_behalf_of("a").run, args=(ENDLESS,)) for _ in range(3)]
    for thread in greedy:
        thread.start()
    assert isinstance(engine.on_behalf_of("b").run("SELECT count(*) FROM warehouse.main.places"), Rows)
    assert any(thread.is_alive() for thread in greedy)
    for thread in greedy:
        thread.join()


def test_who_finds_no_worker_free_is_told(path: Path) -> None:
    engine = Engine.open(path, EngineLimits(seconds=0.5, workers=1))
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(engine.run(ENDLESS))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {type(outcome) for outcome in found} == {Stopped, Busy}


def test_a_result_that_is_too_long_is_a_fault(path: Path) -> None:
    engine = Engine.open(path, EngineLimits(megabytes=1))
    assert engine.run("SELECT repeat('x', 2000000)") == Fault("TooLarge")
    assert isinstance(engine.run("SELECT repeat('x', 200000)"), Rows)


def test_a_worker_that_was_killed_from_outside_is_replaced(path: Path) -> None:
    engine = Engine.open(path)
    with engine._workers.lent("", time.monotonic() + 5) as worker:
        os.kill(worker._pid, signal.SIGKILL)
    assert engine.run("SELECT 1") == Fault("Gone")
    assert isinstance(engine.run("SELECT 1"), Rows)


def test_an_engine_whose_lock_does_not_hold_does_not_serve(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.workers.threading.active_count", lambda: 1)  # forked: it inherits what we change
    monkeypatch.setattr("warehouse.worker._LOCK", ())
    with pytest.raises(WarehouseUnavailable, match="lock of the database does not hold"):
        Engine.open(path)


def test_rows_are_limited_and_it_is_said(path: Path) -> None:
    engine = Engine.open(path, EngineLimits(rows=3))
    cut, whole = engine.run("SELECT * FROM range(4)"), engine.run("SELECT * FROM range(3)")
    assert isinstance(cut, Rows)
    assert isinstance(whole, Rows)
    assert (len(cut.rows), cut.truncated, len(whole.rows), whole.truncated) == (3, True, 3, False)


@pytest.mark.parametrize("content", [b"", b"not a database", b"\0" * 20000])
def test_a_foreign_file_is_named(tmp_path: Path, content: bytes) -> None:
    foreign = tmp_path / "foreign.duckdb"
    foreign.write_bytes(content)
    with pytest.raises(WarehouseUnavailable, match=r"foreign\.duckdb"):
        Engine.open(foreign)


def test_a_database_without_our_tables_is_named_with_what_is_missing(tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as db:
        db.execute("CREATE TABLE places (place_id VARCHAR)")
    with pytest.raises(WarehouseUnavailable, match=r"places\.place is missing"):
        Engine.open(other)


def test_nicknames_are_read_where_there_are_some(path: Path, tmp_path: Path) -> None:
    assert Engine.open(path).aliases() == ()
    named = small_warehouse.write(tmp_path / "named.duckdb")
    with duckdb.connect(str(named)) as db:
        db.execute("CREATE SCHEMA reader; CREATE TABLE reader.aliases AS SELECT 'a' AS place_id, 'Alex' AS alias")
    assert Engine.open(named).aliases() == (("a", "Alex"),)


def test_the_build_is_read_from_the_manifest(tmp_path: Path) -> None:
    file = tmp_path / "w.duckdb"
    period = {"first": "2026-01-01", "last": "2026-06-30"}
    manifest_path(file).write_text(
        json.dumps({"build_id": "b1", "created_at": "2026-07-01T00:00:00Z", "period": period})
    )
    build = read_build(file)
    assert (build.build_id, build.first_day, build.last_day) == ("b1", date(2026, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"build_id": "b", "period": {"first": "x", "last": "y"}}'])
def test_an_unreadable_manifest_makes_the_build_unlisted(tmp_path: Path, content: str) -> None:
    manifest_path(tmp_path / "w.duckdb").write_text(content)
    assert read_build(tmp_path / "w.duckdb").build_id == "unlisted"


def test_the_parser_counts_statements_and_reads_no_nonsense() -> None:
    assert statement_kinds("SELECT 1; DROP TABLE x") == ("SELECT", "DROP")
    assert statement_kinds("no sql at all") is None
