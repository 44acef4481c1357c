"""What was published at one path stays as it was; who objected and who changed the policy is on record."""

import json
import stat
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.conftest import Built, contents
from tests.warehouse.panel import SECRET, Panel, Row
from warehouse.build import Approval, BuildReport, Rejected, build
from warehouse.inputs import Inputs
from warehouse.ledger import ledger_path
from warehouse.policy import Policy, Rebuilds, read_policy

SMALL = Policy.model_validate({**read_policy().model_dump(), "rebuilds": {"fewest_changed_people": 20, "most": 1}})
BOTH = Approval("A. Becker", "the panel is small", "C. Diaz")


@pytest.fixture
def out(built: Built, tmp_path: Path) -> Path:
    """A published warehouse with its ledger."""
    path = tmp_path / "warehouse.duckdb"
    published(built.inputs, path, policy=SMALL)
    return path


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


def test_a_few_objections_do_not_change_what_is_published(built: Built, out: Path, tmp_path: Path) -> None:
    fewer = without(built.panel, 2).write(tmp_path / "fewer")
    assert "stay frozen" in refused(fewer, out)
    assert "only 2 people" in refused(fewer, out, secret=b"a fresh secret")
    assert published(fewer, tmp_path / "new.duckdb").out.exists()


def test_another_secret_alone_does_not_draw_the_noise_anew(built: Built, out: Path) -> None:
    assert "only 0 people" in refused(built.inputs, out, secret=b"a fresh secret")


def test_many_changes_replace_it_once_under_a_fresh_secret(built: Built, out: Path, tmp_path: Path) -> None:
    fewer, fewest = (without(built.panel, people).write(tmp_path / str(people)) for people in (100, 400))
    assert "fresh secret" in refused(fewer, out)
    published(fewer, out, policy=SMALL, secret=b"a fresh secret")
    assert 20 <= ledger(out)["publications"][-1]["replaced_with_changed_people"] <= 100
    assert "fresh secret" in refused(fewest, out, secret=SECRET)
    assert "replaced 1 times" in refused(fewest, out, secret=b"another fresh secret")


def test_new_days_are_added_and_old_ones_must_be_whole(built: Built, out: Path, tmp_path: Path) -> None:
    def until(day: int) -> Inputs:
        kept = [v for v in built.panel.visits if v[2] is None or v[2] < datetime(2026, 4, day)]  # type: ignore[operator]
        return replace(built.panel, visits=kept).write(tmp_path / f"until{day}")

    grows = tmp_path / "grows.duckdb"
    published(until(2), grows)
    published(built.inputs, grows)
    assert len(ledger(grows)["months"]["2026-04-01"]["days"]) == 5
    assert "3 days are missing, the first is 2026-04-03" in refused(until(3), out)


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
    assert (first["changed_by"], second["policy"]["largest_reject_share"]) == ("", 0.1)


def test_other_rules_for_figures_replace_them(built: Built, out: Path) -> None:
    coarser = SMALL.model_copy(update={"smallest_group": 30, "rebuilds": Rebuilds(fewest_changed_people=20, most=3)})
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
