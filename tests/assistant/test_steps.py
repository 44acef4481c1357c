from datetime import date
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.plan import Filter, Period, Plan
from assistant.steps import steps

JUNE = Period(first=date(2026, 6, 1), last=date(2026, 6, 30), grain="month")
PLAN = Plan(measures=("visits",), periods=(JUNE,))
SATURDAYS = PLAN.model_copy(update={"filters": (Filter(field="weekday", values=("6",)),)})
TWO = PLAN.model_copy(update={"periods": (JUNE, JUNE)})


@pytest.mark.parametrize(
    ("field", "found", "whole"),
    [
        ("hour", [20, 9], list(range(9, 21))),
        ("date", [date(2026, 2, 27), date(2026, 3, 1)], [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]),
        ("week", [date(2026, 6, 1), date(2026, 6, 15)], [date(2026, 6, d) for d in (1, 8, 15)]),
        ("month", [date(2025, 12, 1), date(2026, 2, 1)], [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]),
        ("quarter", [date(2025, 10, 1), date(2026, 4, 1)], [date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1)]),
        ("place", ["b", "a", "b"], ["b", "a"]),
        ("date", [], []),
    ],
)  # fmt: skip
def test_steps_in_between_stay_on_the_axis(field: str, found: list[Any], whole: list[Any]) -> None:
    assert steps(field, found, PLAN) == whole


def test_what_nobody_asked_for_is_no_gap() -> None:
    days = [date(2026, 6, 6), date(2026, 6, 13)]
    assert steps("date", days, SATURDAYS) == days
    assert steps("date", days, TWO) == days


@given(st.sets(st.dates(date(2025, 1, 1), date(2026, 12, 31)), min_size=1, max_size=20))
def test_no_day_is_lost_and_none_comes_twice(days: set[date]) -> None:
    whole = cast("list[date]", steps("date", days, PLAN))
    assert days <= set(whole) and whole == sorted(set(whole))
    assert len(whole) == (max(days) - min(days)).days + 1
