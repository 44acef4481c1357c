"""A panel of any size: its rows are those asked for, the same by seed, and a build takes them as they are."""

from dataclasses import fields
from pathlib import Path

import duckdb
import pytest

from warehouse.build import BuildReport, build
from warehouse.demo.volume import PLACES_OF_A_TOWN, VISITS_A_DAY, Size, make_volume
from warehouse.inputs import LAYOUT, OPTIONAL, Inputs

SIZE = Size(people=6000, places=60, days=40)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return make_volume(tmp_path_factory.mktemp("volume"), SIZE)


def value(sql: str) -> float:
    with duckdb.connect() as engine:
        row = engine.execute(sql).fetchone()
    assert row
    return float(row[0])


def test_rows_are_those_of_the_size(made: Inputs) -> None:
    assert value(f"SELECT count(*) FROM '{made.customers}'") == SIZE.people
    assert value(f"SELECT count(*) FROM '{made.places}'") == SIZE.places
    assert value(f"SELECT count(DISTINCT started_at::DATE) FROM '{made.visits}'") == SIZE.days
    visits = value(f"SELECT count(*) FROM '{made.visits}'")
    assert visits == pytest.approx(SIZE.people * SIZE.days * VISITS_A_DAY, rel=0.1)


def test_columns_are_those_the_build_reads(made: Inputs) -> None:
    with duckdb.connect() as engine:
        for table, path in made.given().items():
            columns = {name for name, *_ in engine.execute(f"DESCRIBE FROM '{path}'").fetchall()}
            assert LAYOUT[table].keys() - OPTIONAL <= columns <= LAYOUT[table].keys()


def test_the_same_seed_gives_the_same_files_and_another_one_others(made: Inputs, tmp_path: Path) -> None:
    again, other = make_volume(tmp_path / "again", SIZE), make_volume(tmp_path / "other", SIZE, seed=2)
    for table, path in made.given().items():
        assert path.read_bytes() == again.given()[table].read_bytes()
        assert (path.read_bytes() == other.given()[table].read_bytes()) == (table == "places")


def test_visits_end_on_their_day_and_hardly_overlap(made: Inputs) -> None:
    assert not value(f"SELECT count(*) FROM '{made.visits}' WHERE ended_at <= started_at")
    assert not value(f"SELECT count(*) FROM '{made.visits}' WHERE ended_at::DATE > started_at::DATE")
    overlapping = value(f"""
        SELECT count(*) FILTER (started_at < last_end) / count(*) FROM (
            SELECT *, lag(ended_at) OVER (PARTITION BY person_id ORDER BY started_at) AS last_end
            FROM '{made.visits}')""")
    assert overlapping < 0.02


def test_a_small_build_passes_its_audit_and_shows_made_up_towns(made: Inputs, tmp_path: Path) -> None:
    report = build(made, tmp_path / "w.duckdb", secret=b"kept for the test", binding=False)
    assert isinstance(report, BuildReport), report.message.en
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as stored:
        towns = stored.execute("""
            SELECT count(DISTINCT city) FROM footfall_monthly JOIN places USING (place_id)
            WHERE place_id ~ '.*-\\d{5}-\\d'""")
        assert towns.fetchone() == ((SIZE.places - 30) // PLACES_OF_A_TOWN,)


@pytest.mark.parametrize("name", [field.name for field in fields(Size)])
def test_a_panel_of_nothing_is_none(name: str) -> None:
    with pytest.raises(ValueError, match="people, places and days"):
        Size(**({"people": 10} | {name: 0}))
