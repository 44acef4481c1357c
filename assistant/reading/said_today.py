"""Times told from today: last week, the Friday before last, two weekends ago."""

from assistant.plan import Period
from assistant.reading import calendar_days as cal
from assistant.reading.calendar_days import DAY
from assistant.reading.phrase import Span
from assistant.reading.when import Slots, When


def last_weekday(slots: Slots, span: Span, back: int = 0) -> Period:
    """The latest Monday, Tuesday ... before today, or the one `back` weeks earlier."""
    return cal.day(cal.weekday_before(slots.today, slots.number(span, "weekday") or 1) - 7 * back * DAY)


def last_weekdays(slots: Slots, span: Span) -> When:
    """The latest few of a weekday."""
    count, number = slots.number(span, "n") or 1, slots.number(span, "weekday") or 1
    last = last_weekday(slots, span).last
    return When(Period(first=last - 7 * (count - 1) * DAY, last=last), weekday=number)


def weekday_in_last_week(slots: Slots, span: Span) -> Period:
    """`Tuesday last week`."""
    return _day_of_week(slots, span, 1)


def weekday_weeks_ago(slots: Slots, span: Span) -> Period:
    """`Tuesday two weeks ago`."""
    return _day_of_week(slots, span, slots.number(span, "n") or 2)


def _day_of_week(slots: Slots, span: Span, back: int) -> Period:
    monday = cal.unit_at("week", slots.today, back).first
    return cal.day(monday + ((slots.number(span, "weekday") or 1) - 1) * DAY)


def last_n(slots: Slots, span: Span) -> When:
    """Counted back from today; two of them can be held against each other."""
    unit, count = slots.unit(span), slots.number(span, "n") or 1
    if unit == "day":
        return When(Period(first=slots.today - (count - 1) * DAY, last=slots.today))
    first, last = cal.unit_at(unit, slots.today, count), cal.unit_at(unit, slots.today, 1)
    whole = last if count == 1 else Period(first=first.first, last=last.last)
    return When(whole, parts=(first, last) if count == 2 else ())


def weekend(slots: Slots, _: Span, back: int = 1) -> Period:
    """The weekend `back` weeks ago."""
    return cal.weekend(cal.unit_at("week", slots.today, back).first)


def since_start(slots: Slots, span: Span, unit: str) -> Period:
    """A year or month so far."""
    at = slots.today.replace(year=slots.year(span)) if unit == "year" else slots.today
    return Period(first=cal.unit_at(unit, at).first, last=slots.today)


def today_ago(slots: Slots, span: Span) -> Period:
    """`today two weeks ago`."""
    found, unit = cal.day(slots.today), slots.unit(span)
    for _ in range(slots.number(span, "n") or 1):
        found = cal.back(found, unit)
    return found
