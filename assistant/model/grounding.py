"""Whether a plan speaks of things that exist: places, home areas, days and values of this warehouse.

A reader can only bind what exists; a model may invent. What is found is worded for the model's one repair turn.
"""

from collections.abc import Iterable, Iterator

from rapidfuzz import process

from assistant.plan import Area, Filter, Period, Plan
from guardrails.reference import Reference
from warehouse.catalog import catalogue

SHOWN = 3
HOURS = tuple(str(hour) for hour in range(24))
WEEKDAYS = tuple(str(day) for day in range(1, 8))


def objections(plan: Plan, reference: Reference) -> tuple[str, ...]:
    """What is wrong with a plan, one English sentence each; empty if everything it names exists."""
    places = (
        *plan.areas, *plan.excluded_areas, *plan.origins, *plan.destinations, *plan.other_areas, *plan.part_areas,
        *(plan.ranking.position_of if plan.ranking else ()),
    )  # fmt: skip
    found = (
        *(o for area in places for o in _area(area, reference)),
        *(o for period in (*plan.periods, *filter(None, [plan.normal])) for o in _period(period, reference)),
        *(o for wanted in (*plan.filters, *plan.part_filters, *plan.groups) for o in _filter(wanted, reference)),
    )
    return tuple(dict.fromkeys(found))


def _area(area: Area, reference: Reference) -> Iterator[str]:
    if not area.conditions:
        yield "An area without conditions means nothing: leave it out to mean all places."
        return
    for field, value in area.conditions:
        yield from _known(field, value, {str(getattr(place, field)) for place in reference.places})
    if not any(all(getattr(p, f) == v for f, v in area.conditions) for p in reference.places):
        told = ", ".join(f"{field} = {value}" for field, value in area.conditions)
        yield f"No place meets all conditions of the area {told}."


def _period(period: Period, reference: Reference) -> Iterator[str]:
    if period.first > period.last:
        yield f"The period {period.first} to {period.last} ends before it begins."
    elif period.last < reference.first_day or period.first > reference.last_day:
        covered = f"{reference.first_day} to {reference.last_day}"
        yield f"The period {period.first} to {period.last} lies outside the data ({covered})."


def _filter(wanted: Filter, reference: Reference) -> Iterator[str]:
    if not wanted.values:
        yield f"The filter on {wanted.field} has no values."
    known = _values(wanted.field, reference)
    for value in wanted.values:
        yield from _known(wanted.field, value, known)


def _values(field: str, reference: Reference) -> Iterable[str]:
    if field.startswith("home_"):
        return {str(getattr(area, field.removeprefix("home_"))) for area in reference.home_areas}
    if field == "holiday":
        return {holiday.name for holiday in reference.holidays}
    listed = {"hour": HOURS, "weekday": WEEKDAYS, "is_public_holiday": ("true", "false")}
    return listed[field] if field in listed else tuple(catalogue().columns[field].values)


def _known(field: str, value: str, known: Iterable[str]) -> Iterator[str]:
    if value not in known:
        near = [name for name, *_ in process.extract(value, sorted(known), limit=SHOWN)]
        yield f'There is no {field} "{value}". Nearest: {", ".join(near) or "none"}.'
