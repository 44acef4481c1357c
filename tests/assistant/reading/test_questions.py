"""Questions of both languages against the plans they mean, and those that come to something else."""

from typing import Any

import pytest

from assistant.reading import Clarification, Declined, Help, Understood, read
from guardrails.reference import Reference
from tests.assistant.reading.conftest import TODAY, cases

QUESTIONS = [(case, language) for language in ("de", "en") for case in cases(language)]


def shown(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan as the cases write it."""
    short = dict(plan)
    for key, value in plan.items():
        if key.endswith("areas") or key in ("origins", "destinations"):
            short[key] = [dict(area["conditions"]) for area in value]
        elif key == "periods":
            short[key] = [f"{p['first']} {p['last']} {p.get('grain', 'span')}" for p in value]
        elif key.endswith("filters"):
            short[key] = [" ".join([f["field"], *(["not"] if f.get("exclude") else []), *f["values"]]) for f in value]
    return short


@pytest.mark.parametrize(("case", "language"), QUESTIONS, ids=lambda value: str(value)[:60])
def test_question_means_plan(case: dict[str, Any], language: str, reference: Reference) -> None:
    reading = read(case["question"], reference, TODAY)
    assert isinstance(reading, Understood), reading
    assert reading.language == language
    assert shown(reading.plan.model_dump(mode="json", exclude_defaults=True)) == case["plan"]


@pytest.mark.parametrize("case", cases("outcomes"), ids=lambda case: case["question"][:60])
def test_question_without_plan(case: dict[str, Any], reference: Reference) -> None:
    reading = read(case["question"], reference, TODAY)
    assert type(reading).__name__ == case["outcome"], reading
    if isinstance(reading, Help):
        assert reading.topic == case["topic"]
    elif isinstance(reading, Clarification | Declined):
        assert reading.reason == case["reason"]


@pytest.mark.parametrize(
    "case", [c for c in cases("outcomes") if "choices" in c], ids=lambda case: case["question"][:60]
)
def test_every_choice_can_be_asked(case: dict[str, Any], reference: Reference) -> None:
    reading = read(case["question"], reference, TODAY)
    assert isinstance(reading, Clarification)
    assert len(reading.choices) == case["choices"]
    for choice in reading.choices:
        assert isinstance(read(choice, reference, TODAY), Understood), choice


@pytest.mark.parametrize(
    "case", [c for c in cases("outcomes") if c["outcome"] == "Declined"], ids=lambda c: c["question"][:60]
)
def test_every_suggestion_can_be_asked(case: dict[str, Any], reference: Reference) -> None:
    reading = read(case["question"], reference, TODAY)
    assert isinstance(reading, Declined)
    again = read(reading.suggestion, reference, TODAY)
    assert isinstance(again, Understood), reading.suggestion
    assert again.language == reading.language


def test_flows_know_no_single_weekday(reference: Reference) -> None:
    asked = "Trips from Temple Meads Station to Cabot Circus on {} in May"
    found = {}
    for days in ("Fridays", "Saturdays", "weekdays"):
        reading = read(asked.format(days), reference, TODAY)
        assert isinstance(reading, Understood), reading
        found[days] = [(f.field, *f.values) for f in reading.plan.filters]
    assert found["Fridays"] == [("weekday", "5")]
    assert found["Saturdays"] == [("day_type", "saturday")]
    assert found["weekdays"] == [("day_type", "weekday")]
