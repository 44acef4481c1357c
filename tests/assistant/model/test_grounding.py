from datetime import date
from typing import Any

import pytest

from assistant.model.grounding import objections
from assistant.plan import Area, Filter, Period, Plan, Ranking
from guardrails.reference import Reference
from tests.assistant.model.data import MAY, visits_in_may

LEEDS = Area(conditions=(("city", "Leeds"),))
NOWHERE = Area(conditions=(("place", "Nowhere"),))


def plan(**parts: Any) -> Plan:
    return Plan(measures=("visits",), periods=(MAY,)).model_copy(update=parts)


@pytest.mark.parametrize(
    "good",
    [
        visits_in_may(),
        plan(areas=(LEEDS, Area(conditions=(("city", "Leeds"), ("place_type", "park"))))),
        plan(filters=(Filter(field="hour", values=("0", "23")), Filter(field="weekday", values=("1", "7")))),
        plan(filters=(Filter(field="home_district", values=("Headingley",)),)),
        plan(filters=(Filter(field="holiday", values=("Pfingstmontag",)),)),
        plan(filters=(Filter(field="is_public_holiday", values=("true",)),)),
        plan(periods=(Period(first=date(2026, 6, 1), last=date(2026, 8, 31)),)),
    ],
)
def test_what_exists_is_admitted(good: Plan, reference: Reference) -> None:
    assert objections(good, reference) == ()


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (visits_in_may("mainpassage"), "Nearest: Mainpassage"),
        (plan(areas=(Area(conditions=()),)), "without conditions"),
        (plan(areas=(Area(conditions=(("city", "Leeds"), ("place_type", "station"))),)), "No place meets"),
        *((plan(**{part: (NOWHERE,)}), "Nowhere") for part in
          ("areas", "excluded_areas", "origins", "destinations", "other_areas", "part_areas")),
        (plan(ranking=Ranking(position_of=(NOWHERE,))), "Nowhere"),
        (plan(periods=(Period(first=date(2026, 5, 9), last=date(2026, 5, 1)),)), "ends before it begins"),
        (plan(periods=(Period(first=date(2025, 5, 1), last=date(2025, 5, 31)),)), "outside the data"),
        (plan(normal=Period(first=date(2027, 1, 1), last=date(2027, 1, 2))), "outside the data"),
        (plan(filters=(Filter(field="gender", values=()),)), "no values"),
        (plan(filters=(Filter(field="gender", values=("women",)),)), 'no gender "women"'),
        (plan(part_filters=(Filter(field="age_band", values=("18-25",)),)), "18-24"),
        (plan(groups=(Filter(field="weekday", values=("Monday",)),)), "no weekday"),
        (plan(filters=(Filter(field="hour", values=("24",)),)), "no hour"),
        (plan(filters=(Filter(field="home_city", values=("Paris",)),)), "no home_city"),
        (plan(filters=(Filter(field="holiday", values=("Ostern",)),)), "no holiday"),
    ],
)  # fmt: skip
def test_what_is_invented_is_named(bad: Plan, told: str, reference: Reference) -> None:
    assert told in " ".join(objections(bad, reference))


def test_the_same_invention_is_named_once(reference: Reference) -> None:
    assert len(objections(plan(origins=(NOWHERE,), destinations=(NOWHERE,)), reference)) == 2
