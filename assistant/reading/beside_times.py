"""Times told by another one they lie beside, in or around: `the Friday after 1 May`, `the middle of May`.

A way to make one gives a time, several spans it can mean (then it is asked back), or None where it makes no sense.
"""

from collections.abc import Callable
from datetime import date

from assistant.plan import Period
from assistant.reading import calendar_days as cal
from assistant.reading.calendar_days import DAY
from assistant.reading.phrase import Span
from assistant.reading.when import Slots, When

_COUNTED_BACK = ("last_weekday", "last_weekend", "last_unit", "last_n")
_SATURDAY, _SUNDAY, _WEEK = 6, 7, 7

Told = list[When]
Made = When | Period | list[Period] | None
Way = Callable[[Span, Told, Slots], Made]


def heart(when: When) -> Period:
    """The day that days with a common name are about: the Sunday of Easter."""
    days = (when.period.first + n * DAY for n in range(when.period.days))
    told = when.key == "holiday_span"
    return next((cal.day(at) for at in days if told and at.isoweekday() == _SUNDAY), when.period)


def _within(inner: Period, outer: Period) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def same(told: Told) -> When | None:
    """`on Saturday in May`, `around Easter (1 to 8 April)`: the narrower one, or the one that is told exactly."""
    first, last = told
    if first.key == "from_start":
        return None
    if first.choices or last.choices:
        vague, exact = (first, last) if first.choices else (last, first)
        met = any(c.first <= exact.period.last and exact.period.first <= c.last for c in vague.choices)
        return exact if met and not exact.choices else None
    if _within(first.period, last.period):
        return first
    return last if _within(last.period, first.period) else None


def of(_: Span, told: Told, slots: Slots) -> Made:
    """`last Saturday of Q2`, `the last two weeks in Q1`: counted from the end of the longer span, not from today."""
    first, whole = told[0], told[-1].period
    if first.key == "from_start":
        return Period(first=whole.first, last=slots.today)  # `since the start of May`
    if whole.days <= first.period.days or first.key not in _COUNTED_BACK:
        return same(told)
    if first.key == "last_weekday":
        return _as_period(cal.nth_weekday(whole, first.period.first.isoweekday(), None))
    if first.key == "last_weekend":
        return cal.weekend(cal.weekday_before(whole.last + DAY, _SATURDAY))
    own = Period(first=whole.last - (first.period.days - 1) * DAY, last=whole.last)
    if first.period.grain == "month":
        return cal.unit_at("month", whole.last)
    return list(dict.fromkeys([own, first.period])) if _within(first.period, whole) else own


def _as_period(at: date | None) -> Period | None:
    return cal.day(at) if at else None


def _confirmed(span: Span, told: Told, _: Slots) -> Made:
    """`bank holiday Monday, the 4th`: the number repeats the day."""
    day, when = span.slot("day"), told[0]
    return when if day and when.period.days == 1 and when.period.first.day == int(day) else None


def _weekday_beside(span: Span, told: Told, slots: Slots) -> Made:
    """`the Friday before Easter`: seen from the day it is about; after it, or after all of it, is asked."""
    weekday, gap = slots.number(span, "weekday") or 1, 7 * ((slots.number(span, "q") or 1) - 1) * DAY
    day = heart(told[0])
    if span.key == "weekday_before":
        return cal.day(cal.weekday_before(day.first, weekday) - gap)
    return [cal.day(cal.weekday_after(end.last, weekday) + gap) for end in (told[0].period, day)]


def _bridge_day(_: Span, told: Told, __: Slots) -> Made:
    """The Friday after a holiday on a Thursday, the Monday before one on a Tuesday."""
    at = told[0].period.first
    beside = {4: DAY, 2: -DAY}.get(at.isoweekday())
    return cal.day(at + beside) if beside and told[0].period.days == 1 else None


def _weekend_beside(span: Span, told: Told, slots: Slots) -> Made:
    """The weekend before or after; a day of a weekend belongs to it."""
    at, gap = told[0].period, 7 * ((slots.number(span, "q") or 1) - 1) * DAY
    if span.key == "weekend_before":
        first = min(at.first, cal.weekend(at.first).first)
        return cal.weekend(cal.weekday_before(first, _SATURDAY) - gap)
    last = at.last + DAY if at.last.isoweekday() == _SATURDAY else at.last
    return cal.weekend(cal.weekday_after(last, _SATURDAY) + gap)


def _weekday_in(span: Span, told: Told, slots: Slots) -> Made:
    """`the first Saturday of Q2`, `Monday of week 20`; without a number only in a week."""
    period, weekday = told[0].period, slots.number(span, "weekday") or 1
    if not span.slot("q") and not span.slot("final"):
        return cal.day(period.first + (weekday - 1) * DAY) if period.grain == "week" else None
    return _as_period(cal.nth_weekday(period, weekday, slots.number(span, "q")))


def _weekend_in(span: Span, told: Told, slots: Slots) -> Made:
    period = told[0].period
    if not span.slot("q") and not span.slot("final"):
        short = period.grain == "week" or (period.days < _WEEK and period.last.isoweekday() >= _SATURDAY)
        return cal.weekend(period.last) if short else None
    at = cal.nth_weekday(period, _SATURDAY, slots.number(span, "q"))
    return cal.weekend(at) if at else None


def _week_with(_: Span, told: Told, __: Slots) -> Made:
    """`the week of Good Friday`; where a span lies in two weeks, either."""
    at = told[0].period
    return [cal.week(heart(told[0]).first), cal.week(at.last)] if at.days < _WEEK else None


def _around(span: Span, told: Told, slots: Slots) -> Made:
    """`the three days around 1 May`; an even number can lean to either side, none said is two to six."""
    at, count = told[0].period, slots.number(span, "n")
    if count is None:
        return [Period(first=at.first - n * DAY, last=at.last + n * DAY) for n in (1, 2, 3)]
    rest = count - at.days
    if rest <= 0:
        return None
    sides = {(rest // 2, rest - rest // 2), (rest - rest // 2, rest // 2)}
    return [Period(first=at.first - a * DAY, last=at.last + b * DAY) for a, b in sorted(sides)]


def _early(_: Span, told: Told, __: Slots) -> Made:
    at = told[0].period
    if told[0].key == "month_range":
        return at  # `Anfang Mai bis Ende Juni`
    return [Period(first=at.first, last=at.first + n * DAY) for n in (9, 6, 14)] if at.grain == "month" else None


def _middle(_: Span, told: Told, __: Slots) -> Made:
    at = told[0].period
    if told[0].key == "month_range":
        return [Period(first=at.first + n * DAY, last=at.last) for n in (14, 10)]
    ends = ((10, 19), (7, 20))
    return [Period(first=at.first + a * DAY, last=at.first + b * DAY) for a, b in ends] if at.grain == "month" else None


def _late(_: Span, told: Told, __: Slots) -> Made:
    at = told[0].period
    starts = (at.first + 20 * DAY, at.last - 6 * DAY, at.first + 15 * DAY)
    return [Period(first=start, last=at.last) for start in starts] if at.grain == "month" else None


POINTS: dict[str, Way] = {
    "of": of,
    "confirmed": _confirmed,
    "bridge_day": _bridge_day,
    "weekday_before": _weekday_beside,
    "weekday_after": _weekday_beside,
    "weekend_before": _weekend_beside,
    "weekend_after": _weekend_beside,
    "weekday_in": _weekday_in,
    "weekend_in": _weekend_in,
    "week_with": _week_with,
    "days_around": _around,
    "early": _early,
    "middle": _middle,
    "late": _late,
}
