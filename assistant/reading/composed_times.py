"""Times made of times: spans that begin, end or are counted with one (`since March`, `the two weeks before Easter`)."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from assistant.plan import Period
from assistant.reading import calendar_days as cal
from assistant.reading.beside_times import POINTS, Made, Told, Way, heart, of, same
from assistant.reading.calendar_days import DAY
from assistant.reading.phrase import Span
from assistant.reading.when import Slots, When

_DAYS = {"day": 1, "week": 7}
_RANGES = ("date_range", "day_range", "days_across", "month_range", "iso_weeks")
_PARTS = ("first_n_days", "first_n_weeks_of", "day_range", "half_month", "second_half_month")
_ASKED = 3  # spans offered for a vague one


def compose(span: Span, told: Told, slots: Slots, beside: When | None = None) -> When | None:
    """What a template makes of the times it holds; `beside`: another time of the question, for `the same days`."""
    if span.key == "same" and (one := same(told)):
        return one
    if span.key == "same_days":
        told = [beside or When(cal.day(slots.today)), *told]
    made: list[When] = []
    for each in product(*(_readings(when) for when in told)):
        made += _several(_WAYS[span.key](span, list(each), slots), span.key)
    spans = tuple(dict.fromkeys(when.period for when in made))
    return None if not made else made[0] if len(spans) == 1 else replace(made[0], choices=spans[:_ASKED])


def _readings(when: When) -> Iterable[When]:
    return [replace(when, period=each, choices=()) for each in when.choices] or [when]


def _several(made: Made, key: str) -> list[When]:
    if isinstance(made, When):
        return [made]
    found = made if isinstance(made, list) else [made] if made else []
    return [When(each, key=key) for each in found]


def _same_days(_: Span, told: Told, __: Slots) -> Made:
    """`1 to 14 June and the same days in May`, `yesterday and the same day last week`."""
    anchor, target = told[0].period, told[-1].period
    if told[-1].key == "last_unit" and target.grain in ("week", "month", "quarter"):
        return cal.back(anchor, target.grain)
    if target.grain == "year":
        return cal.in_month(anchor, cal.months(target.first.year, anchor.first.month)) or target
    if target.grain == "month":
        return cal.in_month(anchor, target)
    if target.grain == "week" and anchor.days < 7:
        gap = cal.week(anchor.first).first - target.first
        return Period(first=anchor.first - gap, last=anchor.last - gap, grain=anchor.grain)
    return None


def _counted(span: Span, told: Told, slots: Slots) -> Made:
    """Days or weeks before, after or from a time on: `the two weeks before Easter`, `10 days from 3 May`.

    With both `before` and `after` the two stand against each other. What begins with a day includes it.
    """
    unit, count, at = slots.unit(span), slots.number(span, "n") or 1, told[0].period
    if unit not in _DAYS:
        return None
    length = count * _DAYS[unit] * DAY
    before = Period(first=at.first - length, last=at.first - DAY)
    start = at.first if span.key in ("from", "around_start") else at.last + DAY
    after = Period(first=start, last=start + length - DAY)
    if span.key in ("around", "around_start"):
        return When(Period(first=before.first, last=after.last), key=span.key, parts=(before, after))
    if told[0].key == "holiday_span" and unit == "week" and count == 1:
        week = cal.week(heart(told[0]).first)
        return [week, before] if span.key == "before" else [cal.unit_at("week", at.last + 6 * DAY), after]
    return before if span.key == "before" else after


def _since(_: Span, told: Told, slots: Slots) -> Made:
    when = told[0]
    if when.key in _RANGES:
        return when  # `ab 15. Mai bis 20. Juni`: both ends are told
    starts = [when.period.first]
    if when.key == "holiday_span":  # since Easter: since Good Friday, Easter Sunday, or the day after it all
        starts = [when.period.first, heart(when).first, when.period.last + DAY]
    return [Period(first=at, last=slots.today) for at in starts if at <= slots.today]


def _after(span: Span, told: Told, slots: Slots) -> Made:
    if span.slot("unit"):
        return _counted(span, told, slots)
    last = told[0].period.last
    return Period(first=last + DAY, last=slots.today) if last < slots.today else None


def _up_to(_: Span, told: Told, slots: Slots) -> Made:
    first = told[0].period.first
    return Period(first=slots.first_day, last=first - DAY) if first > slots.first_day else None


def _until(_: Span, told: Told, slots: Slots) -> Made:
    return Period(first=slots.first_day, last=told[0].period.last)


def _range(span: Span, told: Told, _: Slots) -> Made:
    first, last = told[0].period, told[-1].period
    if span.key == "after_until":
        start = first.last + DAY
        return Period(first=start, last=last.last) if start <= last.last else None
    if not first.first <= last.last or first == last or first.first > last.first:
        return None
    outer = When(Period(first=first.first, last=last.last), key=span.key, parts=(first, last))
    if span.key == "between" and "holiday_span" in (told[0].key, told[-1].key):
        hearts = heart(told[0]).first, heart(told[-1]).first
        inner = Period(first=first.last + DAY, last=last.first - DAY)
        return [inner, outer.period, Period(first=hearts[0], last=hearts[1])] if inner.first <= inner.last else None
    return outer


def _carried(_: Span, told: Told, __: Slots) -> Made:
    """`1 to 10 May and June`: the same days of both months."""
    first, month = told[0], told[-1].period
    same = cal.in_month(first.period, month) if first.key in _PARTS and told[-1].key == "month" else None
    if first.key.startswith("second_half") and same:
        same = Period(first=same.first, last=month.last)
    if same is None or first.parts or first.period == cal.unit_at("month", first.period.first):
        return None
    return When(Period(first=first.period.first, last=same.last), key="carried", parts=(first.period, same))


_WAYS: dict[str, Way] = POINTS | {
    "same": of,
    "same_days": _same_days,
    "since": _since,
    "after": _after,
    "up_to": _up_to,
    "until": _until,
    "range": _range,
    "between": _range,
    "to": _range,
    "since_until": _range,
    "after_until": _range,
    "before": _counted,
    "from": _counted,
    "around": _counted,
    "around_start": _counted,
    "carried": _carried,
}
