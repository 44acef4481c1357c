"""Every stored figure of a small build, counted again in plain Python."""

import duckdb
import pytest

from tests.warehouse.conftest import Built
from tests.warehouse.draws import draws
from tests.warehouse.panel import SECRET
from tests.warehouse.recount import Protected, Recount, small_rests
from warehouse.catalog import catalogue
from warehouse.cells import COUNTS
from warehouse.policy import read_policy


@pytest.fixture(scope="session")
def protected(built: Built) -> Protected:
    return Protected(Recount(built.panel), draws(SECRET, read_policy().noise))


@pytest.mark.parametrize("table", COUNTS)
def test_stored_cells_are_the_recounted_ones(
    table: str, protected: Protected, stored: duckdb.DuckDBPyConnection
) -> None:
    grain, measures = len(catalogue().tables[table].keys), catalogue().measures(table)
    place = {"visitors": 1, "travellers": 1, "visits": 2, "trips": 2, "dwell_minutes": 3, "travel_minutes": 3}
    expected = {
        (*key, *(row[place[name]] for name in measures), row[0]) for key, row in protected.published(table).items()
    }
    found = stored.execute(f"FROM {table}").fetchall()
    assert len(found) > 5, "the panel must be large enough to say something about this table"
    assert all(len(row) == grain + len(measures) + 1 for row in found)
    assert set(found) == expected


def test_small_groups_exist_and_are_not_stored(built: Built, protected: Protected) -> None:
    """The panel has small groups in every kind of breakdown; the manifest counts what is gone."""
    for table in ("demographics_daily", "flows_weekly", "footfall_hourly"):
        small = [people for people in protected.recount.tables[table].values() if len(people) < 20]
        assert small
        assert built.report.manifest["tables"][table]["suppressed"] >= len(small)


def test_manifest_counts_every_cell(built: Built, protected: Protected) -> None:
    for table, cells in built.report.manifest["tables"].items():
        both_ways = 2 if table == "cross_visits_monthly" else 1
        assert cells["stored"] == len(protected.published(table))
        assert cells["stored"] + cells["suppressed"] == both_ways * len(protected.recount.tables[table])
        assert cells["suppressed"] == sum(cells["reasons"].values())


def stored_sizes(stored: duckdb.DuckDBPyConnection, table: str) -> dict[tuple[object, ...], int]:
    grain = len(catalogue().tables[table].keys)
    return {tuple(row[:grain]): row[-1] for row in stored.execute(f"FROM {table}").fetchall()}


@pytest.mark.parametrize("smallest", read_policy().ladder)
def test_no_small_group_is_left_under_a_total(
    smallest: int, protected: Protected, stored: duckdb.DuckDBPyConnection
) -> None:
    tables = protected.recount.tables
    assert small_rests(tables, protected.shown, smallest), "without the rule there must be such groups"
    assert not small_rests(tables, {table: stored_sizes(stored, table) for table in COUNTS}, smallest)


def test_manifest_tells_what_roles_do_not_see(built: Built, protected: Protected) -> None:
    for table, cells in built.report.manifest["tables"].items():
        lowered = {
            str(role): sum(size < role <= protected.shown[table][key] for key, size in protected.sizes[table].items())
            for role in read_policy().ladder[1:]
        }
        assert cells["ladder"] == lowered
        withheld = sum(row[2] is None for row in protected.observed[table].values())
        assert cells.get("minutes_withheld", withheld) == withheld
    assert built.report.manifest["tables"]["footfall_hourly"]["reasons"]["residual"] > 0
