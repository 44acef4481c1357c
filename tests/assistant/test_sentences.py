"""What answers say, in both languages, as data."""

from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Language
from assistant.compile import Compiled, compile_plan
from assistant.plan import Plan
from assistant.reading import Understood
from assistant.reply import Replier
from assistant.wording import wording
from guardrails.gate import Gate
from guardrails.reference import Reference
from guardrails.verdict import Asker, Draft, Released
from warehouse.catalog import read_yaml

CASES = Path(__file__).parents[1] / "cases"
PLANS: Any = read_yaml(CASES / "compile" / "plans.yaml")
TABLES: Any = read_yaml(CASES / "answers" / "tables.yaml")
SENTENCES: Any = read_yaml(CASES / "answers" / "sentences.yaml")


def answered(name: str, language: Language, gate: Gate, reference: Reference, coverage: float | None = None) -> Any:
    plan = Plan.model_validate(next(case["plan"] for case in (*PLANS, *TABLES) if case["name"] == name))
    compiled = compile_plan(plan, reference)
    assert isinstance(compiled, Compiled)
    released = gate.submit(Draft(compiled.sql, author="reader"), Asker())
    assert isinstance(released, Released)
    understood = Understood(plan, language, ("xyzzy",) if coverage else ())
    return Replier("", language, reference).figures(understood, compiled, released, coverage)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("case", SENTENCES, ids=[case["plan"] for case in SENTENCES])
def test_sentence_interpretation_and_chart(case: Any, language: Language, gate: Gate, reference: Reference) -> None:
    answer = answered(case["plan"], language, gate, reference)
    assert answer.message == case[language]
    assert answer.interpretation == case[f"{language}_read"]
    assert (answer.chart or {}).get("kind") == case["chart"]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("case", TABLES, ids=[case["name"] for case in TABLES])
def test_the_notable_part_of_a_table(case: Any, language: Language, gate: Gate, reference: Reference) -> None:
    assert answered(case["name"], language, gate, reference).message == case[language]


def test_what_was_not_understood_and_not_covered_is_said(gate: Gate, reference: Reference) -> None:
    answer = answered("stays in the order of their length", "de", gate, reference, coverage=0.8)
    assert "deckt 80,0 % der Besuche ab" in answer.message
    assert "Nicht verstanden und nicht berücksichtigt: xyzzy." in answer.message
    assert "xyzzy" in answer.interpretation and answer.coverage == 0.8


def test_bands_are_drawn_in_their_order(gate: Gate, reference: Reference) -> None:
    chart = answered("stays in the order of their length", "de", gate, reference).chart
    assert chart["kind"] == "bar" and not chart["horizontal"]
    assert chart["x"][0] == "unter 5 Min." and chart["x"][-1] == "über 2 Std."


def test_two_dimensions_become_series_of_equal_length(gate: Gate, reference: Reference) -> None:
    chart = answered("ages within each place add up to a hundred", "en", gate, reference).chart
    assert chart["kind"] == "grouped_bar" and chart["unit"] == "share in %"
    assert chart["x"] == ["18–24", "25–34", "35–44", "45–54", "55–64", "65+", "unknown"]
    assert [s["name"] for s in chart["series"]] == ["Mill Lane", "Quayside"]
    assert all(len(s["y"]) == len(chart["x"]) for s in chart["series"])


def test_a_line_keeps_the_place_of_what_is_not_shown(gate: Gate, reference: Reference) -> None:
    plan = Plan.model_validate(
        {"measures": ["visits"], "areas": [{"conditions": [["place", "Quayside"]]}], "by": ["date"]}
    )
    compiled = compile_plan(plan, reference)
    assert isinstance(compiled, Compiled)
    released = gate.submit(Draft(compiled.sql, author="reader"), Asker())
    assert isinstance(released, Released)
    answer = Replier("", "en", reference).figures(Understood(plan, "en"), compiled, released, None)
    chart = answer.chart or {}
    sunday = chart["x"].index("2026-05-03")  # Quayside is shut on Sundays
    assert chart["kind"] == "line" and chart["gap"] == "not shown"
    assert chart["series"][0]["y"][sunday] is None and len(chart["x"]) == len(answer.rows) + 9


def test_a_place_that_tells_its_city_is_one_bar(gate: Gate, reference: Reference) -> None:
    chart = answered("the best place of each city", "en", gate, reference).chart
    assert chart["kind"] == "bar" and chart["horizontal"]
    assert "Leeds, Quayside" in chart["x"] and len(chart["series"]) == 1


def test_both_languages_have_the_same_phrases() -> None:
    german, english = wording("de").phrases, wording("en").phrases
    assert set(german) == set(english)
    for section in set(german) - {"column"}:  # a column without a label is read as its name
        assert set(german[section]) == set(english[section]), section


@pytest.mark.parametrize(
    ("value", "de", "en"), [(1234567, "1.234.567", "1,234,567"), (3.456, "3,46", "3.46"), (36.78, "36,8", "36.8")]
)
def test_numbers(value: float, de: str, en: str) -> None:
    assert (wording("de").number(value), wording("en").number(value)) == (de, en)
