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
from warehouse.report import Rejected
from warehouse.stop import message

REASONS = ["threshold", "rounding", "residual", "ninety_percent", "dominance", "city_panel", "near_sensitive"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_table_and_reason_is_named(built: Built, language: Language) -> None:
    text = account(built.report.out, language)
    assert isinstance(text, str)
    tables = built.report.manifest["tables"]
    for table, cells in tables.items():
        (row,) = [line for line in text.splitlines() if line.startswith(f"| {table} | {cells['stored']} |")]
        for reason, count in cells["reasons"].items():
            assert not count or f"{message(f'why_{reason}')[language]}: {count}" in row
    assert {reason for cells in tables.values() for reason in cells["reasons"]} <= set(REASONS)
    assert all(source["sha256"] in text for source in built.report.manifest["inputs"].values())
    assert message("objections_honoured", people=31, found=30)[language] in text


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
