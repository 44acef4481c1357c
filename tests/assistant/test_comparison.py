"""A figure beside the like period before it: which one, in both languages, through the gate, never over hidden data."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Language
from assistant.comparison import like_period
from assistant.plan import Period, Plan
from assistant.reading import Understood
from assistant.reply import Replier
from assistant.service import Assistant
from guardrails.audit import AuditLog, Selection
from guardrails.verdict import Asker, Draft
from warehouse.catalog import read_yaml

CASES: Any = read_yaml(Path(__file__).parents[1] / "cases" / "answers" / "comparisons.yaml")
COMPARED = [case for case in CASES if "label" in case]
ALONE = [case for case in CASES if "label" not in case]


@pytest.fixture(scope="module")
def assistant(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    opened = Assistant.open(small_warehouse, audit=tmp_path_factory.mktemp("comparison") / "audit.sqlite")
    yield opened
    opened.close()


def answered(case: Any, language: Language, assistant: Assistant) -> Answer:
    """The answer to a plan, by the way every question takes."""
    understood = Understood(Plan.model_validate(case["plan"]), language)
    replier = Replier("", language, assistant.reference)
    return assistant._answer(understood, replier, Draft("", author="reader"), 0.0)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("case", COMPARED, ids=[case["name"] for case in COMPARED])
def test_a_figure_is_held_against_the_like_period_before(case: Any, language: Language, assistant: Assistant) -> None:
    answer = answered(case, language, assistant)
    assert answer.comparison is not None, answer.message
    assert answer.comparison.label == case["label"][language]
    assert answer.comparison.change_percent == case.get("change_percent")
    assert answer.comparison.change_points == case.get("change_points")
    assert case[language] in answer.message


@pytest.mark.parametrize("case", ALONE, ids=[case["name"] for case in ALONE])
def test_nothing_alike_is_no_comparison(case: Any, assistant: Assistant) -> None:
    answer = answered(case, "en", assistant)
    assert answer.status == "answered" and answer.comparison is None, answer.message


def test_a_comparison_is_a_record_of_its_own_under_the_roles_threshold(small_warehouse: Path, tmp_path: Path) -> None:
    """Visits before 5 o'clock rest on 22 people in the small warehouse: an analyst compares, a marketer does not."""
    for role, compared in (("analyst", True), ("marketer", False)):
        file = tmp_path / f"{role}.sqlite"
        assistant = Assistant.open(small_warehouse, role=role, audit=file)
        night = assistant.ask("Ostbahnhof: visits between 3 and 4 am on 13 June")
        day = assistant.ask("Ostbahnhof: visits on 13 June")
        assistant.close()
        log = AuditLog.open(file)
        parts = [record.body for record in log.read(Selection(kind="part"), Asker("auditor", "me"))]
        log.close()
        assert (night.comparison is not None) is compared and day.comparison is not None
        assert any(part["about"] == day.audit_id for part in parts)
        assert all(part["threshold"] == day.threshold and "group_size" in part["sql_run"] for part in parts)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 120))
def test_what_is_alike_has_the_same_weekdays_or_is_whole_months(first: date, days: int) -> None:
    asked = Period(first=first, last=first + timedelta(days=days - 1))
    found = like_period(Plan(measures=("visits",), periods=(asked,)), summed=True)
    if found is None:
        return
    assert found.first < asked.first and (found.last < asked.first or asked.days < 7)
    months = found.first.day == 1 and (found.last + timedelta(days=1)).day == 1
    assert months or (found.days == asked.days and found.first.weekday() == asked.first.weekday())
