"""Sensitive places by the operator's list, and places close to one."""

from dataclasses import replace
from pathlib import Path

import duckdb

from tests.warehouse.conftest import Built, contents
from tests.warehouse.panel import SECRET
from warehouse.build import BuildReport, build
from warehouse.inputs import Inputs
from warehouse.policy import read_policy

SHORT = ("footfall_hourly", "footfall_daily", "demographics_daily", "dwell_daily")
LONG = ("footfall_weekly", "footfall_monthly", "frequency_monthly", "catchment_monthly")


def built_with(policy: str, inputs: Inputs, folder: Path) -> BuildReport:
    (folder / "policy.yaml").write_text(policy)
    report = build(inputs, folder / "w.duckdb", secret=SECRET, policy=read_policy(folder / "policy.yaml"))
    assert isinstance(report, BuildReport), report.message.en
    return report


def test_a_listed_place_is_as_one_of_a_sensitive_type(built: Built, tmp_path: Path) -> None:
    """Also one without a type, which would else be a reject and leave the trips around it whole."""
    inputs = replace(built.inputs, places=tmp_path / "places.parquet")
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT * REPLACE (CASE WHEN place_id <> 'b2' THEN place_type END AS place_type) "
            f"FROM '{built.inputs.places}') TO '{inputs.places}'"
        )
    report = built_with("sensitive_places: [b2]", inputs, tmp_path)
    stored = contents(report.out)
    assert stored["main.places"]
    assert not [row for rows in stored.values() for row in rows if "b2" in row]
    assert report.manifest["rejects"]["places"]["rejected"] == 0
    assert report.manifest["visits"]["at_sensitive_places"] > built.report.manifest["visits"]["at_sensitive_places"]


def places_in(report: BuildReport, table: str) -> set[str]:
    with duckdb.connect(str(report.out), read_only=True) as con:
        return {place for (place,) in con.execute(f"SELECT DISTINCT place_id FROM {table}").fetchall()}


def test_close_to_a_sensitive_place_only_long_periods_are_published(built: Built, tmp_path: Path) -> None:
    """b1 stands 100 m from the clinic, b2 a kilometre; b3 has no coordinates and is in the clinic's city."""
    inputs = replace(built.inputs, places=tmp_path / "places.parquet")
    north = {"b1": 52.5009, "b2": 52.509, "b4": 52.6, "l1": 53.8, "l2": 53.9, "j1": 50.9, "clinic": 52.5, "court": 51.0}
    cases = " ".join(f"WHEN '{place}' THEN {latitude}" for place, latitude in north.items())
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT * REPLACE (CASE place_id {cases} END AS latitude) FROM '{built.inputs.places}') "
            f"TO '{inputs.places}'"
        )
    report = built_with("near_sensitive: {metres: 300}", inputs, tmp_path)
    for table in SHORT:
        assert not places_in(report, table) & {"b1", "b3"}, table
    assert {"b2", "b4", "l1"} <= places_in(report, "footfall_daily")
    for table in LONG:
        assert places_in(report, table) == places_in(built.report, table), table
    assert report.manifest["tables"]["footfall_daily"]["reasons"]["near_sensitive"] > 50
