"""The build audit finds each way in which a warehouse could be wrong, and lets nothing wrong be published."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.warehouse.conftest import Built
from tests.warehouse.panel import SECRET
from warehouse import build as building
from warehouse import proof_counted, proof_stored
from warehouse.build import Rejected, build
from warehouse.build_info import manifest_path
from warehouse.proof import Finding, Proof, prove_file

CASES: dict[str, list[dict[str, str]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "proof.yaml").read_text("utf-8")
)


def names(case: dict[str, str]) -> str:
    return f"{case['breaks']}: {case['sql'][:40]}"


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Path:
    """A copy of a sound warehouse with its manifest."""
    out = tmp_path / "warehouse.duckdb"
    shutil.copy(built.report.out, out)
    shutil.copy(manifest_path(built.report.out), manifest_path(out))
    return out


def proven(file: Path) -> Proof:
    proof = prove_file(file)
    assert isinstance(proof, Proof), proof.message.en
    return proof


def test_a_sound_warehouse_is_proven_and_what_is_not_shown_is_said(copy: Path) -> None:
    proof = proven(copy)
    assert not proof.failed
    assert {finding.name for finding in proof.proven} == {*proof_stored.CHECKS, "described"}
    assert [finding.name for finding in proof.unshown] == list(proof_counted.CHECKS)
    assert "bewiesen:  Jede gespeicherte Gruppengröße ist mindestens 20 und ein Vielfaches von 5." in proof.lines("de")
    assert sum(line.startswith("only a build can prove") for line in proof.lines("en")) == len(proof_counted.CHECKS)


@pytest.mark.parametrize("case", CASES["file"], ids=names)
def test_a_file_that_was_changed_is_refuted(case: dict[str, str], copy: Path) -> None:
    with duckdb.connect(str(copy)) as con:
        con.execute(case["sql"])
    assert case["breaks"] in [finding.name for finding in proven(copy).failed]


def test_every_check_on_a_file_and_in_a_build_has_its_case() -> None:
    assert {case["breaks"] for case in CASES["file"]} == {*proof_stored.CHECKS, "described"}
    assert {case["breaks"] for case in CASES["build"]} >= set(proof_counted.CHECKS)


@pytest.mark.parametrize("case", CASES["build"], ids=names)
def test_a_build_that_goes_wrong_publishes_nothing(
    case: dict[str, str], built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def and_then(step: Any) -> Any:
        def spoiled(work: Any) -> None:
            step(work)
            work.con.execute(case["sql"])

        return spoiled

    steps = tuple((name, and_then(step) if name == case["after"] else step) for name, step in building.STEPS)
    monkeypatch.setattr(building, "STEPS", steps)
    out = tmp_path / "warehouse.duckdb"
    outcome = build(built.inputs, out, secret=SECRET)
    assert isinstance(outcome, Rejected)
    assert not out.exists()
    assert not manifest_path(out).exists()
    (sentence,) = [found.sentence for found in _sentences(built.report.out) if found.name == case["breaks"]]
    assert sentence.de in outcome.message.de
    assert sentence.en in outcome.message.en


def _sentences(file: Path) -> tuple[Finding, ...]:
    return proven(file).findings


def test_the_manifest_names_what_was_proven(built: Built) -> None:
    assert built.report.manifest["proven"] == [*proof_stored.CHECKS, *proof_counted.CHECKS]


def test_what_is_no_warehouse_gets_a_sentence(copy: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.duckdb"
    text.write_text("no database")
    for file in (text, tmp_path / "nothing.duckdb"):
        outcome = prove_file(file)
        assert isinstance(outcome, Rejected)
        assert "is no warehouse" in outcome.message.en
    manifest_path(copy).write_text('{"build_id": "x", "period": {"first": "2026-01-01", "last": "2026-01-31"}, '
                                   '"policy": {"smallest_group": "many"}}')  # fmt: skip
    outcome = prove_file(copy)
    assert isinstance(outcome, Rejected)
    assert "Policy" in outcome.message.de
    manifest_path(copy).unlink()
    assert [finding.name for finding in proven(copy).failed] == ["described"]
