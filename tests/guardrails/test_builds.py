"""A new build is taken up while questions are asked; each question stays on the build it began with."""

import shutil
from pathlib import Path

import duckdb
import pytest

from guardrails.gate import Gate
from guardrails.verdict import Asker, Draft, Released

PLACES = "select count(*) as n from places"


@pytest.fixture
def served(warehouse_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(warehouse_file, tmp_path / "served.duckdb"))


def replaced(warehouse: Path, without: str) -> None:
    """Swaps in a build without one place, whole, as `footfall build` does."""
    new = Path(shutil.copy(warehouse, warehouse.with_suffix(".new")))
    with duckdb.connect(str(new)) as connection:
        connection.execute("delete from places where place = ?", [without])
    new.replace(warehouse)


def asked(gate: Gate) -> int:
    released = gate.submit(Draft(PLACES, author="analyst"), Asker())
    assert isinstance(released, Released), released
    return int(str(released.rows[0][0]))


def test_a_new_build_is_taken_up_with_the_next_question(served: Path) -> None:
    gate = Gate.open(served, served.with_suffix(".sqlite"))
    with gate.question():
        before, name = asked(gate), gate.reference("analyst").places[0].place
        replaced(served, name)
        assert asked(gate) == before and name in {p.place for p in gate.reference("analyst").places}
    with gate.question():
        assert asked(gate) == before - 1 and name not in {p.place for p in gate.reference("analyst").places}
    gate.close()


def test_the_old_build_is_closed_after_its_last_question(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate.open(served, served.with_suffix(".sqlite"))
    old = gate._builds.served.engine
    closed: list[object] = []
    monkeypatch.setattr(old, "close", lambda: closed.append(old))
    with gate.question():
        replaced(served, gate.reference("analyst").places[0].place)
        with gate._builds.question():
            assert gate._builds.served.engine is old
        assert closed == []
    with gate.question():
        assert gate._builds.served.engine is not old
    assert closed == [old]
    monkeypatch.undo()
    old.close()
    gate.close()


def test_a_file_that_is_no_warehouse_is_not_taken_up(served: Path) -> None:
    gate = Gate.open(served, served.with_suffix(".sqlite"))
    with gate.question():
        before = asked(gate)
    damaged = served.with_suffix(".new")
    damaged.write_text("no warehouse")
    damaged.replace(served)
    with gate.question():
        assert asked(gate) == before
    gate.close()
