"""What holds for a build as a whole: objections, sameness, secrets, sensitive places, the manifest beside the file."""

import json
import stat
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.conftest import Built, build_or_fail, contents
from tests.warehouse.draws import draws
from tests.warehouse.panel import SECRET
from warehouse.build import STEPS, BuildReport, build
from warehouse.build_info import manifest_path
from warehouse.catalog import SQL_TYPES, Label, catalogue
from warehouse.cells import COUNTS, people_measure
from warehouse.noise import SEPARATOR
from warehouse.policy import read_policy
from warehouse.publish import rejects_path


def test_objectors_leave_no_trace(built: Built, tmp_path: Path) -> None:
    """Tables equal those of inputs that never held the people who objected; on one thread instead of two."""
    never = built.panel.without_objectors().write(tmp_path / "in")
    assert never.objections is None
    report = build_or_fail(never, tmp_path / "never.duckdb", threads=1)
    assert contents(report.out) == contents(built.report.out)
    for counted in ("build_id", "period", "rejects", "people", "visits", "tables"):
        assert report.manifest[counted] == built.report.manifest[counted]


def test_csv_and_parquet_give_the_same_tables(built: Built, tmp_path: Path) -> None:
    assert contents(build_or_fail(built.panel.write(tmp_path, "csv"), tmp_path / "w.duckdb").out) == contents(
        built.report.out
    )


def test_another_secret_shifts_figures_anew(built: Built, tmp_path: Path) -> None:
    other = build(built.inputs, tmp_path / "w.duckdb", secret=b"quite another secret")
    assert isinstance(other, BuildReport)
    mine, theirs = contents(built.report.out)["main.footfall_daily"], contents(other.out)["main.footfall_daily"]
    assert sum(row in set(mine) for row in theirs) < len(mine) / 10
    assert other.manifest["build_id"] != built.report.manifest["build_id"]


def test_types_and_order_are_the_catalogues(stored: duckdb.DuckDBPyConnection) -> None:
    for name, table in catalogue().tables.items():
        described = stored.execute(f"DESCRIBE {name}").fetchall()
        assert [(column, kind) for column, kind, *_ in described] == [
            (column, SQL_TYPES[catalogue().columns[column].type]) for column in table.names
        ]
    found = stored.execute("SELECT place_id, date, hour FROM footfall_hourly").fetchall()
    assert found == sorted(found)


@pytest.mark.parametrize("table", COUNTS)
def test_no_cell_is_small_and_events_are_never_fewer_than_people(table: str, stored: duckdb.DuckDBPyConnection) -> None:
    people = people_measure(table)
    events = next((name for name in catalogue().measures(table) if name in ("visits", "trips")), people)
    found = stored.execute(
        f"SELECT min(group_size), bool_and(group_size % 5 = 0), bool_and({events} >= {people}) FROM {table}"
    )
    smallest, stepped, ordered = found.fetchone() or (0, False, False)
    assert smallest >= 20
    assert stepped
    assert ordered


def test_sensitive_places_are_nowhere(built: Built, stored: duckdb.DuckDBPyConnection) -> None:
    assert stored.execute(
        "SELECT place_id, place_type FROM places WHERE place_id IN ('clinic', 'court', 'l2')"
    ).fetchall() == [("l2", "shopping_centre")]
    for rows in contents(built.report.out).values():
        assert not [row for row in rows if "clinic" in row or "court" in row]
    assert built.report.manifest["visits"]["at_sensitive_places"] > 1000


def test_cross_visits_are_the_same_in_both_directions(stored: duckdb.DuckDBPyConnection) -> None:
    assert stored.execute("""
        SELECT count(*) > 5, bool_and(b.visitors IS NOT NULL AND a.visitors = b.visitors
            AND a.group_size = b.group_size)
        FROM cross_visits_monthly AS a LEFT JOIN cross_visits_monthly AS b
          ON a.month = b.month AND a.place_id = b.other_place_id AND a.other_place_id = b.place_id""").fetchone() == (
        True,
        True,
    )


def test_nicknames_and_calendar(stored: duckdb.DuckDBPyConnection) -> None:
    assert stored.execute("FROM reader.aliases").fetchall() == [("b1", "Tierpark"), ("b1", "Zoo")]
    days = stored.execute(
        "SELECT country, count(*), min(date), max(date) FROM calendar GROUP BY country ORDER BY country"
    )
    assert days.fetchall() == [(c, 45, date(2026, 2, 20), date(2026, 4, 5)) for c in ("DE", "GB")]
    free = stored.execute(
        "SELECT date, country, holiday FROM calendar WHERE is_public_holiday ORDER BY country"
    ).fetchall()
    assert free == [(date(2026, 4, 3), "DE", "Karfreitag"), (date(2026, 4, 3), "GB", "Good Friday")]


def test_manifest_and_reject_report_lie_beside_the_file(built: Built, stored: duckdb.DuckDBPyConnection) -> None:
    written = json.loads(manifest_path(built.report.out).read_text("utf-8"))
    assert written == built.report.manifest
    assert stored.execute("FROM build.info").fetchall() == [(written["build_id"],)]
    assert written["objections"]["people"] == 31
    assert written["objections"]["found"] == 30
    assert written["people"]["seen_without_customer_record"] == 1
    assert written["visits"]["outside_period"] == 1
    visits = json.loads(rejects_path(built.report.out).read_text("utf-8"))["visits"]["reasons"]
    assert visits == {"unknown_place": 4, "duplicate": 3, "end_before_start": 2, "missing_key": 2, "unreadable_time": 1}


def test_nothing_about_a_person_is_in_any_file(built: Built) -> None:
    """No id of the inputs is found in what is published; the private folder is gone."""
    folder = built.report.out.parent
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == [
        "warehouse.duckdb", "warehouse.duckdb.ledger.json", "warehouse.duckdb.manifest.json",
        "warehouse.duckdb.rejects.json",
    ]  # fmt: skip
    assert not [row for rows in contents(built.report.out).values() for row in rows if {"p1", "stranger"} & set(row)]
    assert b"stranger" not in b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_progress_and_summary_speak_both_languages(built: Built, tmp_path: Path) -> None:
    said: list[tuple[Label, int, int]] = []
    report = build(built.inputs, tmp_path / "w.duckdb", secret=SECRET, progress=lambda *step: said.append(step))
    assert isinstance(report, BuildReport)
    assert [(done, total) for _, done, total in said] == [(done, len(STEPS)) for done in range(len(STEPS) + 1)]
    assert "Widersprüche: 31 Personen" in report.summary("de")
    assert "visits: 4 rows rejected (unknown place)" in report.summary("en")
    assert contents(report.out) == contents(built.report.out)


def test_a_secret_is_made_once_and_private(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FOOTFALL_SECRET", raising=False)
    inputs = replace(built.inputs, objections=None)
    first, again = (build(inputs, tmp_path / f"{name}.duckdb") for name in ("first", "again"))
    assert isinstance(first, BuildReport)
    assert isinstance(again, BuildReport)
    assert (first.secret.made, again.secret.made) == (True, False)
    assert stat.S_IMODE(Path(first.secret.origin).stat().st_mode) == 0o600
    assert str(first.secret.value) not in repr(first)
    assert contents(first.out) == contents(again.out)
    assert first.manifest["objections"] == {"status": "none given"}
    assert "none given" in first.summary("en")


def test_given_trips_are_taken_as_they_are(built: Built, tmp_path: Path) -> None:
    """Forty people ride from b1 to b1 on a Tuesday morning, one of them five times; others ride to a clinic."""
    nine = datetime(2026, 3, 3, 9)
    rides = [(f"p{i}", "b1", "b1", nine, nine + timedelta(minutes=30)) for i in range(100, 140)]
    starts = [nine + timedelta(minutes=40 * i) for i in (1, 2, 3, 4)]
    rides += [("p100", "b1", "b1", start, start + timedelta(minutes=200)) for start in starts]
    rides += [(f"p{i}", "b1", "clinic", nine, nine) for i in range(200, 260)] + [("p1", "b1", "nowhere", nine, nine)]
    path = tmp_path / "trips.parquet"
    with duckdb.connect() as con:
        con.execute(
            "CREATE TABLE t (person_id TEXT, origin_id TEXT, destination_id TEXT, started_at TIMESTAMP, "
            "ended_at TIMESTAMP)"
        )
        con.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rides)
        con.execute(f"COPY t TO '{path}'")
    inputs = replace(built.inputs, trips=path, objections=None)
    report = build_or_fail(inputs, tmp_path / "w.duckdb")
    assert report.manifest["rejects"]["trips"]["reasons"] == {"unknown_place": 1}
    draw = draws(SECRET, read_policy().noise)
    shift = {
        name: draw(SEPARATOR.join(("flows_weekly", "2026-03-02", "morning", "b1", "b1", name)))
        for name in ("travellers", "trips", "travel_minutes")
    }
    n, trips, minutes = 40, 42, 39 * 30 + 240
    exact = (n + shift["travellers"], trips + shift["trips"], minutes * (n + shift["travel_minutes"]) // n)
    people, events, ridden = (5 * ((amount + 2) // 5) for amount in exact)
    with duckdb.connect(str(report.out), read_only=True) as con:
        (factor,) = con.execute(
            "SELECT factor::DOUBLE FROM build.factors WHERE applies_to = 'country' AND country = 'DE'"
        ).fetchone() or (0.0,)
        expected = tuple(int(x * factor + 0.5) for x in (max(people, events), people, ridden))
        found = con.execute("SELECT * EXCLUDE (week, group_size) FROM flows_weekly").fetchall()
    assert found == [("morning", "b1", "b1", *expected)]
