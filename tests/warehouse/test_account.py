"""The report for auditors says in both languages what the manifest and the file say, and claims no more."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.conftest import Built
from warehouse.account import account
from warehouse.build_info import manifest_path
from warehouse.catalog import Language
from warehouse.claims import claims
from warehouse.ledger import ledger_path
from warehouse.report import Rejected
from warehouse.stop import message

REASONS = ["threshold", "rounding", "residual", "ninety_percent", "dominance", "city_panel", "near_sensitive"]


def number(count: int, language: Language) -> str:
    return f"{count:,}".replace(",", "." if language == "de" else ",")


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_table_and_reason_is_named(built: Built, language: Language) -> None:
    text = account(built.report.out, language)
    assert isinstance(text, str)
    tables = built.report.manifest["tables"]
    for table, cells in tables.items():
        (row,) = [
            line for line in text.splitlines() if line.startswith(f"| {table} | {number(cells['stored'], language)} |")
        ]
        for reason, count in cells["reasons"].items():
            assert not count or f"{message(f'why_{reason}')[language]}: {number(count, language)}" in row
        for role, hidden in cells["ladder"].items():
            assert not hidden or f"{role}: {hidden}" in row
    assert {reason for cells in tables.values() for reason in cells["reasons"]} <= set(REASONS)
    assert all(source["sha256"] in text for source in built.report.manifest["inputs"].values())
    assert message("objections_honoured", people=31, found=30)[language] in text


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_rows_of_an_input_add_up(built: Built, language: Language) -> None:
    """Rows, those taken out after objections, those rejected: what is left was accepted."""
    manifest, text = built.report.manifest, str(account(built.report.out, language))
    rows, out = manifest["inputs"]["visits"]["rows"], manifest["objections"]["rows_taken_out"]["visits"]
    rejected, accepted = manifest["rejects"]["visits"]["rejected"], manifest["visits"]["accepted"]
    assert rows - out - rejected == accepted
    assert f"| visits | {' | '.join(number(count, language) for count in (rows, out, rejected))} |" in text
    assert number(accepted, language) in text


def test_receipts_and_policies_come_from_the_ledger(built: Built, tmp_path: Path) -> None:
    text = str(account(built.report.out, "en"))
    build_id, sha256 = (built.report.manifest[name] for name in ("build_id", "inputs"))
    assert f"| 31 | 30 | {build_id} | `{sha256['objections']['sha256']}` |" in text
    assert f"| {build_id} | – | – | – |" in text
    alone = tmp_path / "alone.duckdb"
    shutil.copy(built.report.out, alone)
    shutil.copy(manifest_path(built.report.out), manifest_path(alone))
    assert "Receipts" not in str(account(alone, "en"))
    ledger_path(alone).write_text("{}}")
    outcome = account(alone, "en")
    assert isinstance(outcome, Rejected) and "cannot be read" in outcome.message.en


def test_shortfalls_are_of_published_figures(built: Built) -> None:
    with duckdb.connect(str(built.report.out), read_only=True) as con:
        (part,) = con.execute("SELECT sum(visits) FROM frequency_monthly").fetchone() or (0,)
        (whole,) = con.execute("SELECT sum(visits) FROM footfall_monthly").fetchone() or (1,)
    assert f"| frequency_monthly | footfall_monthly | {part / whole:.1%} |" in str(account(built.report.out, "en"))


def test_only_what_was_proven_is_claimed(built: Built) -> None:
    manifest = built.report.manifest
    assert any("never leaves a group of 1 to 19 " in claim.en for claim in claims(manifest))
    older = {**manifest, "proven": [name for name in manifest["proven"] if name != "residual"]}
    assert not [claim for claim in claims(older) if "never leaves" in claim.en]
    assert all("not differential privacy" in list(claims(each))[-1].en for each in (manifest, older))


def test_without_a_manifest_there_is_no_report(built: Built, tmp_path: Path) -> None:
    alone = tmp_path / "alone.duckdb"
    shutil.copy(built.report.out, alone)
    outcome = account(alone, "de")
    assert isinstance(outcome, Rejected)
    assert "kein lesbares Manifest" in outcome.message.de
    manifest_path(alone).write_text(json.dumps(built.report.manifest))
    assert isinstance(account(alone, "de"), str)
