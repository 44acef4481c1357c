"""Compiled statements against hand-written ones: the same results, and all of them pass the gate."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assistant.compile import Compiled, Unanswerable, compile_plan, coverage_sql
from assistant.plan import Plan
from guardrails.gate import Gate
from guardrails.reference import Reference
from guardrails.verdict import Cleared
from warehouse.catalog import read_yaml

CASES = Path(__file__).parents[2] / "cases" / "compile"


def cases(name: str) -> list[Any]:
    found = read_yaml(CASES / f"{name}.yaml")
    assert isinstance(found, list)
    return [pytest.param(case, id=case["name"]) for case in found]


def compiled(plan: Any, reference: Reference) -> Compiled:
    outcome = compile_plan(Plan.model_validate(plan), reference)
    assert isinstance(outcome, Compiled), outcome
    return outcome


def picked(connection: duckdb.DuckDBPyConnection, sql: str, columns: list[str]) -> list[tuple[Any, ...]]:
    result = connection.execute(sql)
    names = [c[0] for c in result.description or ()]
    return [tuple(row[names.index(c)] for c in columns) for row in result.fetchall()]


def rounded(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(round(float(v), 6) if isinstance(v, int | float) else v for v in row) for row in rows]


@pytest.mark.parametrize("case", cases("plans"))
def test_result_equals_the_check_statement(case: Any, small_warehouse: Path, reference: Reference) -> None:
    outcome = compiled(case["plan"], reference)
    with duckdb.connect(str(small_warehouse), read_only=True) as connection:
        got = rounded(picked(connection, outcome.sql, case["columns"]))
        wanted = rounded(connection.execute(case["check"]).fetchall())
    if not case.get("ordered"):
        got, wanted = sorted(got, key=str), sorted(wanted, key=str)
    assert wanted and got == wanted
    assert list(outcome.notes) == case.get("notes", [])


@pytest.mark.parametrize("case", cases("plans"))
def test_statement_passes_the_gate_and_keeps_its_columns(case: Any, gate: Gate, reference: Reference) -> None:
    outcome = compiled(case["plan"], reference)
    for sql in filter(None, (outcome.sql, coverage_sql(outcome.plan, outcome.tables))):
        assert isinstance(gate.check(sql, "marketer"), Cleared)
    assert outcome.main in [c.name for c in outcome.columns]


@pytest.mark.parametrize("case", cases("unanswerable"))
def test_what_no_table_holds_is_said(case: Any, reference: Reference) -> None:
    outcome = compile_plan(Plan.model_validate(case["plan"]), reference)
    assert isinstance(outcome, Unanswerable)
    assert outcome.reason == case["reason"]


def test_places_of_one_name_are_told_apart_by_their_city(reference: Reference) -> None:
    twins = tuple(replace(p, place="Hauptbahnhof") if p.place_id in ("ost", "quay") else p for p in reference.places)
    outcome = compiled({"measures": ["visits"], "by": ["place"]}, replace(reference, places=twins))
    assert [c.name for c in outcome.columns] == ["city", "place", "visits"]
    assert outcome.expected_rows == len(reference.places)
