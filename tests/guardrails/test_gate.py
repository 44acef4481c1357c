import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrails.audit import AuditUnavailable, Selection
from guardrails.gate import Gate
from guardrails.verdict import Asker, Cleared, Draft, Failed, Refused, Released
from tests.guardrails import small_warehouse
from warehouse.engine import Engine, WarehouseUnavailable

SECRET_FREE = Asker(user="kim", role="analyst", interface="python")


def records(gate: Gate) -> list[tuple[str, str]]:
    """(kind, status) of all records, oldest first."""
    found = gate._audit.read(Selection(), Asker(role="auditor"))
    return [(record.body["kind"], record.body["status"]) for record in reversed(found)]


def test_a_cleared_statement_is_recorded_run_and_recorded_again(gate: Gate) -> None:
    released = gate.submit(Draft("SELECT place FROM places ORDER BY place LIMIT 2"), SECRET_FREE)
    assert isinstance(released, Released)
    assert released.rows == (("Alexanderplatz",), ("Hyde Park",))
    assert released.columns == ("place",)
    assert released.types == ("VARCHAR",)
    assert set(released.timings_ms) == {"gate", "run"}
    assert records(gate) == [("asked", "cleared"), ("released", "answered")]


def test_a_refused_statement_is_recorded_and_does_not_run(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "run", _must_not_run)
    refused = gate.submit(Draft("SELECT group_size FROM footfall_daily"), SECRET_FREE)
    assert isinstance(refused, Refused)
    assert refused.audit_id
    assert records(gate) == [("asked", "refused")]


def _must_not_run(*_: object) -> None:
    raise AssertionError("the engine ran")


@pytest.mark.parametrize("sql", ["SELECT place FROM places", "SELECT group_size FROM footfall_daily"])
def test_without_its_record_nothing_runs(gate: Gate, sql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "run", _must_not_run)
    gate._audit.close()
    failed = gate.submit(Draft(sql), SECRET_FREE)
    assert isinstance(failed, Failed)
    assert failed.audit_id == ""


def test_a_question_without_statement_is_recorded(gate: Gate) -> None:
    audit_id = gate.note("clarify", Draft("", question="Wie viele?", language="de"), SECRET_FREE)
    assert audit_id
    assert records(gate) == [("asked", "clarify")]


def test_check_records_nothing(gate: Gate) -> None:
    assert isinstance(gate.check("SELECT place FROM places", "sales"), Cleared)
    assert records(gate) == []


def test_an_error_of_the_engine_stays_inside(gate: Gate) -> None:
    failed = gate.submit(Draft("SELECT visits * 9223372036854775807 * 2 FROM footfall_daily"), SECRET_FREE)
    assert isinstance(failed, Failed)
    assert failed.audit_id in failed.message.en
    assert "Overflow" not in failed.message.en
    assert records(gate) == [("asked", "cleared"), ("released", "failed")]


def test_a_long_result_says_that_it_was_cut(gate: Gate) -> None:
    sql = "SELECT d.date FROM demographics_daily d JOIN range(300) r(n) ON r.n < 300"
    released = gate.submit(Draft(sql), SECRET_FREE)
    assert isinstance(released, Released)
    assert released.truncated
    assert len(released.rows) == 10_000


def test_several_askers_at_once(gate: Gate) -> None:
    found: list[object] = []

    def ask(role: str) -> None:
        for _ in range(5):
            found.append(gate.submit(Draft("SELECT count(*) FROM places"), Asker(role=role)))

    threads = [threading.Thread(target=ask, args=(role,)) for role in ("analyst", "sales", "marketer")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [released.rows for released in found if isinstance(released, Released)] == [((3,),)] * 15


def test_the_reference_knows_places_days_and_what_the_role_sees_of_home_areas(gate: Gate) -> None:
    reference = gate.reference("analyst")
    assert [place.place for place in reference.places] == ["Alexanderplatz", "Marienplatz", "Hyde Park"]
    assert (reference.first_day, reference.last_day) == (small_warehouse.FIRST, small_warehouse.KEYS["date"][-1])
    assert {(holiday.country, holiday.name) for holiday in reference.holidays} == {("DE", "Test"), ("GB", "Test")}
    assert {area.district for area in reference.home_areas} == {"Mitte", "Altstadt"}
    assert gate.reference("auditor").home_areas == ()
    assert reference.build.build_id == "unlisted"


def test_a_person_is_screened_and_a_place_is_not(gate: Gate) -> None:
    assert gate.screen("Where was Anna Müller yesterday?")
    assert not gate.screen("How many visits did Hyde Park have in May?")


@pytest.fixture
def missing(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "none.duckdb"


def test_without_a_warehouse_there_is_no_gate(missing: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseUnavailable, match="no warehouse file"):
        Gate.open(missing, tmp_path / "audit.db")


def test_without_a_log_there_is_no_gate(warehouse_file: Path, tmp_path: Path) -> None:
    (tmp_path / "audit.db").mkdir()
    with pytest.raises(AuditUnavailable):
        Gate.open(warehouse_file, tmp_path / "audit.db")
