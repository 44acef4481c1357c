"""What was published at one path stays as it was; who objected and who changed the policy is on record."""

import json
import secrets
import shutil
import stat
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.conftest import Built, contents
from tests.warehouse.panel import SECRET, Panel, Row, write
from warehouse import carry
from warehouse.account import account
from warehouse.build import Approval, BuildReport, Rejected, build
from warehouse.cells import COUNTS, keys
from warehouse.inputs import Inputs
from warehouse.ledger import ledger_path
from warehouse.policy import Rebuilds, read_policy
from warehouse.proof import Proof, prove_file
from warehouse.stop import message

REBUILDS = Rebuilds(fewest_changed_people=20, most=1, keep_marks_months=12)
SMALL = read_policy().model_copy(update={"rebuilds": REBUILDS})
BOTH = Approval("A. Becker", "the panel is small", "C. Diaz")


@pytest.fixture(scope="module")
def first(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse with its manifest and ledger, alone in its folder."""
    path = tmp_path_factory.mktemp("first") / "warehouse.duckdb"
    published(built.inputs, path, policy=SMALL, approval=BOTH)
    return path


@pytest.fixture
def out(first: Path, tmp_path: Path) -> Path:
    """A copy of it, to be published to again."""
    shutil.copytree(first.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / first.name


def published(inputs: Inputs, out: Path, **options: Any) -> BuildReport:
    outcome = build(inputs, out, **{"secret": SECRET, **options})
    assert isinstance(outcome, BuildReport), outcome.message.en
    return outcome


def refused(inputs: Inputs, out: Path, **options: Any) -> str:
    """The sentence of a refusal that left warehouse and ledger as they were."""
    before = out.read_bytes(), ledger_path(out).read_bytes()
    outcome = build(inputs, out, **{"secret": SECRET, "policy": SMALL, **options})
    assert isinstance(outcome, Rejected)
    assert (out.read_bytes(), ledger_path(out).read_bytes()) == before
    assert outcome.message.de != outcome.message.en
    return outcome.message.en


def ledger(out: Path) -> Any:
    return json.loads(ledger_path(out).read_text("utf-8"))


def closed_rows(path: Path, last: date) -> dict[str, list[tuple[object, ...]]]:
    """The rows of the tables for periods that ended by a day, and their factors."""
    span = {"date": 0, "week": 6, "month": 27}
    found = {}
    with duckdb.connect(str(path), read_only=True) as con:
        for table in COUNTS:
            period = keys(table)[0]
            ended = f"{period} + {span[period]} <= DATE '{last}'"
            found[table] = con.execute(f"FROM {table} WHERE {ended}").fetchall()
    return found


def until(panel: Panel, day: date, folder: Path) -> Inputs:
    """The inputs of the panel before a day."""
    kept = [v for v in panel.visits if v[2] is None or v[2].date() < day]  # type: ignore[attr-defined]
    return replace(panel, visits=kept).write(folder / f"until {day}")


def without(panel: Panel, people: int) -> Panel:
    """The panel after so many more people have objected."""
    return replace(panel, objections=[*panel.objections, *((f"p{i}", None) for i in range(people))])


def test_the_same_again_is_published_again(built: Built, out: Path) -> None:
    first, known = contents(out), ledger(out)
    published(built.inputs, out, policy=SMALL)
    assert contents(out) == first
    again = ledger(out)
    assert (again["months"], again["secrets"]) == (known["months"], known["secrets"])
    assert [record["replaced_with_changed_people"] for record in again["publications"]] == [None, None]


def test_objections_since_do_not_change_what_is_published(built: Built, out: Path, tmp_path: Path) -> None:
    """The same period again, a few and then many people fewer: every table stays as it was."""
    first, known = contents(out), ledger(out)
    for people in (2, 100):
        published(without(built.panel, people).write(tmp_path / str(people)), out, policy=SMALL)
        again = contents(out)
        assert {name: rows for name, rows in again.items() if name != "build.info"} == {
            name: rows for name, rows in first.items() if name != "build.info"
        }
    assert ledger(out)["months"] == known["months"]


def test_a_home_district_stays_published_when_everybody_there_objects(built: Built, out: Path, tmp_path: Path) -> None:
    """What was published holds words that today's input no longer knows."""
    first = contents(out)
    assert any("Headingley" in row for row in first["main.catchment_monthly"])
    gone = [(row[0], None) for row in built.panel.customers if row[3] == "Headingley"]
    objecting = replace(built.panel, objections=[*built.panel.objections, *gone])
    published(objecting.write(tmp_path / "in"), out, policy=SMALL)
    assert contents(out)["main.catchment_monthly"] == first["main.catchment_monthly"]


def test_a_new_month_comes_without_the_people_who_objected_since(built: Built, tmp_path: Path) -> None:
    grows, alone, last = tmp_path / "grows.duckdb", tmp_path / "alone.duckdb", date(2026, 3, 15)
    first = published(until(built.panel, last + timedelta(days=1), tmp_path), grows)
    before = closed_rows(grows, last)
    since = without(built.panel, 60).write(tmp_path / "since")
    report = published(since, grows)
    assert closed_rows(grows, last) == before
    assert before["footfall_daily"] and before["footfall_weekly"]
    carried = {"from": first.manifest["build_id"], "first": "2026-02-20", "last": "2026-03-15", "days": 24}
    assert report.manifest["carried_over"] == carried
    assert "aus Build" in report.summary("de") and "no newly published figure contains them" in report.summary("en")
    assert str(message("carried_over", **carried).de) in str(account(grows, "de"))
    proof = prove_file(grows)
    assert isinstance(proof, Proof) and not proof.failed
    published(since, alone)
    new = "SELECT date, hour, place_id, visits >= visitors, group_size FROM {} WHERE date > DATE '2026-03-15'"
    with duckdb.connect(str(grows), read_only=True) as one, duckdb.connect(str(alone), read_only=True) as other:
        rows = [con.execute(new.format("footfall_hourly")).fetchall() for con in (one, other)]
    assert len(rows[0]) > 500
    assert len(set(rows[0]) ^ set(rows[1])) <= 2, "only a cell that closes a gap under a new total may differ"


def test_closed_periods_are_proven_to_be_unchanged(built: Built, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = carry.replace

    def one_off(con: duckdb.DuckDBPyConnection, table: str) -> None:
        honest(con, table)
        if table == "footfall_daily":
            con.execute("DELETE FROM scaled_footfall_daily WHERE date = DATE '2026-03-03' AND place_id = 'b1'")

    monkeypatch.setattr(carry, "replace", one_off)
    assert "unchanged, row by row” (1 against)" in refused(built.inputs, out).replace(".”", "”")


def test_a_file_that_is_not_the_one_published_is_not_carried_over(built: Built, out: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(out)) as con:
        con.execute("UPDATE footfall_daily SET visits = visits + 1 WHERE place_id = 'b1'")
    assert "not the file published last" in refused(without(built.panel, 2).write(tmp_path / "fewer"), out)
    published(built.inputs, out, policy=SMALL)
    out.unlink()
    first = published(built.inputs, out, policy=SMALL)
    assert first.manifest["build_id"] == built.report.manifest["build_id"]


def test_a_place_that_is_published_no_more_is_not_carried_over(built: Built, out: Path, tmp_path: Path) -> None:
    closed = [p if p[0] != "b2" else (p[0], p[1], "clinic", *p[3:]) for p in built.panel.places]
    published(replace(built.panel, places=closed).write(tmp_path / "closed"), out, policy=SMALL)
    rows = contents(out)
    assert not [row for name, found in rows.items() for row in found if "b2" in row and name != "build.factors"]
    assert rows["main.footfall_daily"]


def test_a_fresh_secret_means_to_replace_and_takes_many_changes(built: Built, out: Path, tmp_path: Path) -> None:
    fewer = without(built.panel, 2).write(tmp_path / "fewer")
    assert "only 2 people" in refused(fewer, out, secret=b"a fresh secret")
    assert published(fewer, tmp_path / "new.duckdb").out.exists()


def test_other_trips_are_a_change(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trips are figures too: a few that leave later are noticed, though every visit is as before."""
    out = tmp_path / "trips.duckdb"
    monkeypatch.setattr(secrets, "token_hex", lambda _: "a salt that puts them into nine groups")

    def ridden(late: int) -> Inputs:
        rides = [
            (f"p{n}", "b1", "b2", f"2026-03-03 10:{30 if n < late else 10}", "2026-03-03 10:40") for n in range(40)
        ]
        return replace(built.inputs, trips=write(tmp_path / f"{late}.csv", "trips", rides))  # type: ignore[arg-type]

    published(ridden(0), out)
    assert "only 0 people" in refused(ridden(0), out, secret=b"a fresh secret", policy=None)
    assert "only 9 people" in refused(ridden(10), out, secret=b"a fresh secret", policy=None)  # p3 has objected


def test_another_secret_alone_does_not_draw_the_noise_anew(built: Built, out: Path) -> None:
    assert "only 0 people" in refused(built.inputs, out, secret=b"a fresh secret")


def test_many_changes_replace_it_once_under_a_fresh_secret(built: Built, out: Path, tmp_path: Path) -> None:
    fewer, fewest = (without(built.panel, people).write(tmp_path / str(people)) for people in (100, 400))
    published(fewer, out, policy=SMALL, secret=b"a fresh secret")
    assert 20 <= ledger(out)["publications"][-1]["replaced_with_changed_people"] <= 100
    assert "fresh secret" in refused(fewest, out, secret=SECRET)
    assert "replaced 1 times" in refused(fewest, out, secret=b"another fresh secret")


def test_new_days_are_added_and_old_ones_must_be_whole(built: Built, out: Path, tmp_path: Path) -> None:
    grows = tmp_path / "grows.duckdb"
    published(until(built.panel, date(2026, 4, 2), tmp_path), grows)
    published(built.inputs, grows)
    assert len(ledger(grows)["months"]["2026-04-01"]["days"]) == 5
    assert "3 days are missing, the first is 2026-04-03" in refused(until(built.panel, date(2026, 4, 3), tmp_path), out)


def test_a_later_period_alone_is_free(built: Built, out: Path, tmp_path: Path) -> None:
    a_year = timedelta(days=364)
    later: list[Row] = [(p, place, s and s + a_year, e and e + a_year) for p, place, s, e in built.panel.visits]  # type: ignore[operator]
    published(without(replace(built.panel, visits=later), 5).write(tmp_path / "later"), out, policy=SMALL)
    assert {month[:4] for month in ledger(out)["months"]} == {"2026", "2027"}


def test_a_change_of_policy_needs_two_names_and_a_reason(built: Built, out: Path) -> None:
    other = SMALL.model_copy(update={"largest_reject_share": 0.1})
    for approval in (Approval(), Approval("A", "why", ""), Approval("A", "", "B")):
        assert "--approved-by" in refused(built.inputs, out, policy=other, approval=approval)
    assert "the same person" in refused(built.inputs, out, policy=other, approval=Approval("A. B", "why", " a. b"))
    published(built.inputs, out, policy=other, approval=BOTH)
    first, second = ledger(out)["policies"]
    assert (second["changed_by"], second["because"], second["approved_by"]) == tuple(vars(BOTH).values())
    assert [step["policy"]["largest_reject_share"] for step in (first, second)] == [0.05, 0.1]


def test_a_first_policy_weaker_than_the_shipped_one_needs_them_too(built: Built, tmp_path: Path) -> None:
    out = tmp_path / "first.duckdb"
    outcome = build(built.inputs, out, secret=SECRET, policy=SMALL)
    assert isinstance(outcome, Rejected) and "(rebuilds.fewest_changed_people)" in outcome.message.en
    stricter = read_policy().model_copy(update={"smallest_group": 25})
    published(built.inputs, out, policy=stricter)


def test_an_old_month_is_never_replaced(built: Built, tmp_path: Path) -> None:
    out = tmp_path / "old.duckdb"
    short = SMALL.model_copy(update={"rebuilds": REBUILDS.model_copy(update={"keep_marks_months": 2})})
    published(built.inputs, out, policy=short, approval=BOTH)
    assert [bool(month["marks"]) for month in ledger(out)["months"].values()] == [False, True, True]
    fewer = without(built.panel, 100).write(tmp_path / "fewer")
    assert "more than 2 months" in refused(fewer, out, policy=short, secret=b"a fresh secret")
    published(fewer, out, policy=short)


def test_other_rules_for_figures_replace_them(built: Built, out: Path) -> None:
    coarser = SMALL.model_copy(update={"smallest_group": 30, "rebuilds": REBUILDS})
    assert "stay frozen" in refused(built.inputs, out, policy=coarser, approval=BOTH)


def test_each_objection_file_has_one_receipt(built: Built, out: Path) -> None:
    published(built.inputs, out, policy=SMALL)
    (receipt,) = ledger(out)["objections"]
    assert (receipt["people"], receipt["found"]) == (31, 30)
    assert receipt["newest_objection"] == "2026-04-06 00:00:00"
    assert receipt["honoured_from"] == built.report.manifest["build_id"]


def test_the_ledger_is_private_and_about_nobody(built: Built, out: Path) -> None:
    assert stat.S_IMODE(ledger_path(out).stat().st_mode) == 0o600
    text, known = ledger_path(out).read_text("utf-8"), ledger(out)
    assert '"p7"' not in text
    assert "stranger" not in text
    assert known["groups"] == pytest.approx(1800 / 20, abs=3)
    assert all(len(month["marks"]) <= known["groups"] for month in known["months"].values())


def test_a_damaged_ledger_stops_the_build(built: Built, out: Path) -> None:
    ledger_path(out).write_text("{}}")
    assert "cannot be read" in refused(built.inputs, out)


def test_invented_people_need_no_ledger(built: Built, tmp_path: Path) -> None:
    out = tmp_path / "demo.duckdb"
    published(built.inputs, out, binding=False)
    published(built.inputs, out, binding=False, secret=b"a fresh secret")
    assert not ledger_path(out).exists()
