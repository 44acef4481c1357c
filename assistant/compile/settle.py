"""What a plan leaves open is settled before it is compiled, and said: periods in the data, breakdowns that must be."""

from typing import Literal

from assistant.compile.dimension import PLACE_FIELDS
from assistant.compile.home import DETAIL, FLOWS, distinct_grain, one_place_a_row, places_of
from assistant.compile.outcome import CannotAnswerError
from assistant.compile.period import Grain, clip, is_one, is_whole
from assistant.plan import Dimension, Plan
from guardrails.reference import Reference

SAME_GRAIN: tuple[Grain, ...] = ("date", "week", "month")


def settle(plan: Plan, reference: Reference) -> tuple[Plan, tuple[str, ...]]:
    """The plan as it will be answered, and the keys of what was changed. Raises if a period lies outside the data."""
    _all_used(plan)
    if not places_of(plan, reference):
        raise CannotAnswerError("no_such_place")
    periods = clip(plan.periods, reference)
    notes = ["clipped"] if periods != plan.periods else []
    plan = _with_others(_with_change(_with_period(plan.model_copy(update={"periods": periods}))))
    by = _breakdown(plan, reference, notes)
    return plan.model_copy(update={"by": by}), tuple(notes)


def _all_used(plan: Plan) -> None:
    """Raises for a plan that names something its measures cannot use: nothing is dropped silently."""
    if (plan.origins or plan.destinations or plan.both_directions) and not set(FLOWS) & set(plan.measures):
        raise CannotAnswerError("not_together", plan.measures[0], "trips")
    if plan.other_areas and "cross_visitors" not in plan.measures:
        raise CannotAnswerError("not_together", plan.measures[0], "cross_visitors")
    if (plan.part_filters and plan.share != "of_filter") or (plan.part_areas and plan.share != "of_area"):
        raise CannotAnswerError("share_of_what")
    if plan.groups and not plan.change:
        raise CannotAnswerError("change_of_what")


def _with_period(plan: Plan) -> Plan:
    """Days, weeks or months put beside each other are a breakdown by day, week or month."""
    grain = next((g for g in SAME_GRAIN if plan.periods and all(is_one(p, g) for p in plan.periods)), None)
    if "period" not in plan.by or not grain:
        return plan
    by = tuple(dict.fromkeys(grain if d == "period" else d for d in plan.by))
    return plan.model_copy(update={"by": by})


def _with_change(plan: Plan) -> Plan:
    """What is compared is no breakdown as well."""
    compared: dict[str, set[str]] = {
        "periods": {"period", "date", "week", "month", "quarter"},
        "areas": {"area", "place", "city", "region", "country", "district", "place_type"},
        "groups": {f.field for f in plan.groups} | {"is_weekend", "weekday"},
    }
    over = plan.change_over
    if not plan.change:
        return plan
    if over is None:
        over = _compared(plan)
    by = tuple(d for d in plan.by if d not in compared.get(str(over), set()))
    return plan.model_copy(update={"change_over": over, "by": by})


def _compared(plan: Plan) -> Literal["periods", "areas", "groups", "steps"]:
    if len(plan.periods) == 2:
        return "periods"
    if len(plan.groups) == 2:
        return "groups"
    return "areas" if len(plan.areas) == 2 else "steps"


def _with_others(plan: Plan) -> Plan:
    """Cross visits name two places; the second of two areas is the other one."""
    if "cross_visitors" in plan.measures and not plan.other_areas and len(plan.areas) == 2 and "place" not in plan.by:
        return plan.model_copy(update={"areas": plan.areas[:1], "other_areas": plan.areas[1:]})
    return plan


def _breakdown(plan: Plan, reference: Reference, notes: list[str]) -> tuple[Dimension, ...]:
    """Distinct people of several places or months are shown one by one where nothing else was asked."""
    by = plan.by
    people = {"visitors", "visits_per_visitor", "cross_visitors"} & set(plan.measures)
    plain = not (plan.share or plan.change or plan.normal or plan.threshold or plan.ranking)
    if "cross_visitors" in plan.measures and not plan.other_areas and "other_place" not in by:
        by = (*by, "other_place")
    if people and plain and not set(by) & set(PLACE_FIELDS) and not one_place_a_row(plan, reference):
        by = ("place", *by)
        notes.append("by_place")
    monthly = "cross_visitors" in people or any(DETAIL.get(f.field, "").endswith("monthly") for f in plan.filters)
    if "place" in by and "city" not in by and not _names_are_unique(plan, reference):
        at = by.index("place")
        by = (*by[:at], "city", *by[at:])
    monthly |= "visits_per_visitor" in people and all(is_whole(p, "month") for p in plan.periods)
    if people and plain and monthly and not plan.by and distinct_grain(plan) is None:
        by = ("month", *by)
        notes.append("by_month")
    return by


def _names_are_unique(plan: Plan, reference: Reference) -> bool:
    names = [p.place for p in places_of(plan, reference)]
    return len(set(names)) == len(names)
