"""What a part of an answered plan may be instead: other places, periods, measures, groups and breakdowns, best first.

These are proposals: `assistant.parts` offers only those that the data can answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from assistant import naming
from assistant.compile.condition import matching
from assistant.compile.dimension import PLACE_FIELDS, TIMES
from assistant.compile.home import FLOWS
from assistant.compile.period import DAY, month_start
from assistant.plan import Area, Dimension, Filter, Measure, Period, Plan
from assistant.reading import calendar_days as cal
from assistant.wording import Wording
from guardrails.reference import KnownPlace, Reference
from warehouse.catalog import catalogue

Ends = Literal["areas", "origins", "destinations"]
UNITS = ("day", "week", "month", "quarter")
VISITED: tuple[Measure, ...] = ("visits", "visitors", "dwell_time", "visits_per_visitor")
MOVED: tuple[Measure, ...] = ("trips", "travellers", "travel_time")
ROWS: tuple[Dimension, ...] = (
    "month", "place", "date", "hour", "weekday", "age_band", "gender", "home_city", "week", "frequency_band",
    "dwell_band", "city",
)  # fmt: skip
DAYS_OF_TWO = {"date": 2, "weekday": 7, "week": 14, "month": 59}
PARTS_OF_WEEK = (("1", "2", "3", "4", "5"), ("6",), ("7",), ("6", "7"))
MOVED_ROWS: tuple[Dimension, ...] = ("daypart", "day_type", "month", "week", "origin", "destination")


@dataclass(frozen=True)
class Alternative:
    """Another value of a part: what it is called, and the whole plan with it in place."""

    shown: str
    plan: Plan


def _with(plan: Plan, shown: str, **changes: Any) -> Alternative:
    return Alternative(shown, plan.model_copy(update=changes))


def places(plan: Plan, field: Ends, reference: Reference, words: Wording) -> Iterator[Alternative]:
    """Of several places each one alone; else places like this one, its city, and all; for trips the way back."""
    asked: tuple[Area, ...] = getattr(plan, field)
    if plan.change_over == "areas" or plan.share == "of_area":
        return
    if len(asked) > 1:
        by = tuple(d for d in plan.by if d not in (*PLACE_FIELDS, "area"))
        yield from (_with(plan, naming.area(a, words), **{field: (a,)}, by=by) for a in asked)
        return
    if field == "origins" and plan.origins and plan.destinations:
        yield _with(plan, words("part.way_back"), origins=plan.destinations, destinations=plan.origins)
    one = matching(asked, reference)[0] if asked else None
    like = sorted((p for p in reference.places), key=lambda p: _unlike(p, one))
    near = [Area(conditions=(("place", p.place),)) for p in like if p != one]
    wider = [Area(conditions=(("city", one.city),))] if one else []
    yield from (_with(plan, naming.area(a, words), **{field: (a,)}) for a in (*near[:4], *wider))
    if asked and field == "areas":
        yield _with(plan, words("where.all"), areas=())
    yield from (_with(plan, naming.area(a, words), **{field: (a,)}) for a in near[4:6])


def _unlike(place: KnownPlace, one: KnownPlace | None) -> tuple[bool, ...]:
    if one is None:
        return ()
    city, kind = place.city != one.city, place.place_type != one.place_type
    return (place.country != one.country, city and kind, city)


def periods(plan: Plan, reference: Reference, words: Wording) -> Iterator[Alternative]:
    """The periods before and after, the longer one around, the last full month, everything; of several each one."""
    asked = plan.periods
    if plan.change_over == "periods":
        yield from _pairs(plan, reference, words)
        return
    if len(asked) > 1:
        by = tuple(d for d in plan.by if d not in TIMES)
        yield from (_with(plan, words.named_period(p), periods=(p,), by=by) for p in asked)
        return
    found = _around(asked[0], reference) if asked else _last(reference.last_day)
    known = [p for p in dict.fromkeys(found) if _in_data(p, reference) and (p,) != asked]
    yield from (_with(plan, words.named_period(p), periods=(p,)) for p in known)
    if asked and not plan.normal:
        yield _with(plan, words("part.whole_period"), periods=())


def _pairs(plan: Plan, reference: Reference, words: Wording) -> Iterator[Alternative]:
    """For a change between two months (weeks, days), the same change one and two of them earlier, and one later."""
    grains = {p.grain for p in plan.periods}
    if len(grains) > 1 or not grains <= set(UNITS):
        return
    for back in (1, -1, 2):
        pair = tuple(cal.unit_at(p.grain, p.first, back) for p in plan.periods)
        if all(_in_data(p, reference) for p in pair):
            then, now = (words.named_period(p) for p in pair)
            yield _with(plan, words("interpretation.against", now=now, then=then), periods=pair)


def _in_data(period: Period, reference: Reference) -> bool:
    return reference.first_day <= period.first and period.last <= reference.last_day


def _around(asked: Period, reference: Reference) -> Iterator[Period]:
    yield from _neighbours(asked)
    around = UNITS[UNITS.index(asked.grain) + 1 :] if asked.grain in UNITS else ()
    yield from (cal.unit_at(unit, asked.first) for unit in around)
    if asked.grain == "month":
        yield from (cal.unit_at("month", asked.first, back) for back in (2, -2, 3, -3))
    yield from _last(reference.last_day)


def _neighbours(asked: Period) -> Iterator[Period]:
    if asked.grain in UNITS:
        yield from (cal.unit_at(asked.grain, asked.first, back) for back in (1, -1))
    if asked.days <= 7 and asked.grain != "week":
        yield Period(first=asked.first - 7 * DAY, last=asked.last - 7 * DAY, grain=asked.grain)


def _last(day: date) -> Iterator[Period]:
    """The last full month, week and quarter."""
    month = cal.unit_at("month", day) if (day + DAY).day == 1 else cal.unit_at("month", month_start(day) - DAY)
    yield month
    yield cal.unit_at("week", day + DAY, 1)
    yield cal.unit_at("quarter", month.first)


def measures(plan: Plan, words: Wording) -> Iterator[Alternative]:
    """The other measures of the same kind: of visits, or of trips."""
    others = MOVED if set(FLOWS) & set(plan.measures) else VISITED
    fits = not plan.threshold and "cross_visitors" not in plan.measures
    for measure in others if fits else ():
        if plan.measures != (measure,):
            statistic = plan.statistic if measure in ("visits", "visitors", "trips") else "total"
            yield _with(plan, words(f"measure.{measure}"), measures=(measure,), statistic=statistic)


def filters(plan: Plan, one: Filter, words: Wording) -> Iterator[Alternative]:
    """Everybody instead of a group, or one of the other groups."""
    rest = tuple(f for f in plan.filters if f != one)
    yield _with(plan, words("part.no_filter"), filters=rest)
    known = catalogue().columns[one.field].values if one.field in catalogue().columns else {}
    values = PARTS_OF_WEEK if one.field == "weekday" else tuple((value,) for value in known if value != "unknown")
    others = [Filter(field=one.field, values=value) for value in values if set(value) != set(one.values)]
    yield from (_with(plan, naming.filter_(f, words), filters=(*rest, f)) for f in others)


def breakdowns(plan: Plan, reference: Reference, words: Wording) -> Iterator[Alternative]:
    """Another breakdown that has more than one row; places and periods that stand side by side stay."""
    if plan.change or plan.share or plan.normal or plan.threshold:
        return
    sides = tuple(d for d in plan.by if _is_side(d, plan))
    if plan.by != sides:
        yield _with(plan, words("part.no_breakdown"), by=sides, ranking=None)
    for row in MOVED_ROWS if set(FLOWS) & set(plan.measures) else ROWS:
        if row not in plan.by and not _is_one_row(row, plan, reference):
            yield _with(plan, words(f"by.{row}"), by=(*sides, row), ranking=None)


def _is_one_row(row: Dimension, plan: Plan, reference: Reference) -> bool:
    days = min((p.days for p in plan.periods), default=(reference.last_day - reference.first_day).days)
    places = matching(plan.areas, reference)
    one_value = any(f.field == row and len(f.values) == 1 for f in plan.filters)
    one_place = row in PLACE_FIELDS and len({getattr(place, row) for place in places}) < 2
    one_end = (row == "origin" and plan.origins) or (row == "destination" and plan.destinations)
    return one_value or one_place or bool(one_end) or days < DAYS_OF_TWO.get(row, 0)


def _is_side(dimension: Dimension, plan: Plan) -> bool:
    places = dimension in (*PLACE_FIELDS, "area") and len(plan.areas) > 1
    return places or (dimension in TIMES and len(plan.periods) > 1)
