"""Times told by dates, weeks, months and days with a name."""

from datetime import date

from assistant.plan import Period
from assistant.reading import calendar_days as cal
from assistant.reading.calendar_days import DAY
from assistant.reading.phrase import Span
from assistant.reading.when import Slots, When

_SATURDAY, _SUNDAY = 6, 7
_BARE, _MONTHS = 3, 12  # tokens of `13/6` with nothing before it


def day(slots: Slots, span: Span) -> Period | None:
    """A date; with a weekday beside it that fits."""
    at = slots.stamp(span) if span.slot("date") else slots.on(span)
    said = slots.number(span, "weekday")
    return cal.day(at) if said in (None, at.isoweekday()) else None


def slashed(slots: Slots, span: Span) -> Period | None:
    """`14/6`, `1/6 to 14/6`: the day before the month."""
    days, months = span.slots("day"), span.slots("mm")
    ends = [date(slots.today.year, int(m), int(d)) for d, m in zip(days, months, strict=True)]
    if span.last - span.first == _BARE and int(days[0]) <= _MONTHS:
        return None  # `2/3` can be a fraction
    return between(ends[0], ends[-1])


def days(slots: Slots, span: Span) -> When | None:
    """Several days of a month, one by one; neighbours with only `and` between them are one span."""
    found = [slots.on(span, nth) for nth in range(1, len(span.slots("day")) + 1)]
    told = [slots.number(span, "weekday", nth) for nth in range(1, len(span.slots("weekday")) + 1)]
    if sorted(set(found)) != found or (told and told != [at.isoweekday() for at in found]):
        return None
    if found[-1] - found[0] == DAY and span.key == "days":
        return When(Period(first=found[0], last=found[-1]))
    return When(Period(first=found[0], last=found[-1]), parts=tuple(cal.day(at) for at in found))


def date_range(slots: Slots, span: Span) -> Period | None:
    """From one date to another; `1.-10.5.` names the month once."""
    last = slots.stamp(span, len(span.slots("date")))
    day = slots.number(span, "day")
    return between(last.replace(day=day) if day else slots.stamp(span), last)


def between(first: date, last: date) -> Period | None:
    """A span by its ends."""
    if first > last:
        return None
    return Period(first=first, last=last, grain="day" if first == last else "span")


def days_to(slots: Slots, span: Span) -> Period:
    """`the 10 days to 20 June`."""
    last = slots.on(span)
    return Period(first=last - ((slots.number(span, "n") or 1) - 1) * DAY, last=last)


def weekday_of(slots: Slots, span: Span) -> When | None:
    """The first Saturday of a month, or `the first and the third`."""
    found = _nth_of_month(slots, span, slots.number(span, "weekday") or 1)
    return _one_or_apart([cal.day(at) for at in found]) if found else None


def weekday_of_each(slots: Slots, span: Span) -> When | None:
    """`the first Saturday of every month`, as far as the data go."""
    number, nth, at = slots.number(span, "weekday") or 1, slots.number(span, "q"), slots.first_day
    found: list[Period] = []
    while at <= slots.today:
        month = cal.unit_at("month", at)
        told = cal.nth_weekday(month, number, nth)
        found += [cal.day(told)] if told and told <= slots.today else []
        at = month.last + DAY
    return _one_or_apart(found) if found else None


def quarters(slots: Slots, span: Span) -> When | None:
    """Two quarters, one after the other."""
    year, told = slots.year(span), (slots.number(span, "q", 1) or 1, slots.number(span, "q", 2) or 1)
    ends = cal.quarter(year, min(told)), cal.quarter(year, max(told))
    return When(Period(first=ends[0].first, last=ends[1].last), parts=ends) if told[0] != told[1] else None


def weekend_of(slots: Slots, span: Span) -> When | None:
    """The n-th weekend of a month by its Saturday, or the last one."""
    found = _nth_of_month(slots, span, _SATURDAY)
    return _one_or_apart([Period(first=at, last=at + DAY) for at in found]) if found else None


def _nth_of_month(slots: Slots, span: Span, weekday: int) -> list[date] | None:
    """The n-th Monday, Tuesday ... of a month, for each number said; the last one where none is said, or after them."""
    month = slots.whole_month(span)
    told = [slots.number(span, "q", nth) for nth in range(1, len(span.slots("q")) + 1)]
    last = [None] if span.slot("final") or not told else []
    found = [cal.nth_weekday(month, weekday, nth) for nth in [*told, *last]]
    return None if None in found else [at for at in found if at]


def _one_or_apart(found: list[Period]) -> When:
    if len(found) == 1:
        return When(found[0])
    return When(Period(first=found[0].first, last=found[-1].last), parts=tuple(found))


def nth_week_of(slots: Slots, span: Span) -> Period:
    """The second, third or fourth seven days of a month, as `the first week of May` is its first seven."""
    month, nth = slots.whole_month(span), slots.number(span, "q") or 1
    return Period(first=month.first + 7 * (nth - 1) * DAY, last=month.first + (7 * nth - 1) * DAY)


def iso_week(slots: Slots, span: Span, nth: int = 1) -> Period:
    """A calendar week by its number."""
    return cal.week(date.fromisocalendar(slots.year(span), slots.number(span, "n", nth) or 1, 1))


def iso_weeks(slots: Slots, span: Span) -> When | None:
    """From one calendar week to another."""
    ends = iso_week(slots, span), iso_week(slots, span, 2)
    whole = between(ends[0].first, ends[1].last)
    return When(whole, parts=ends) if whole else None


def week_of(slots: Slots, span: Span) -> Period:
    """The ISO week of a date."""
    return cal.week(slots.stamp(span) if span.slot("date") else slots.on(span))


def week_ending(slots: Slots, span: Span) -> Period:
    """The seven days to a date."""
    last = slots.stamp(span) if span.slot("date") else slots.on(span)
    return cal.week(last) if last.isoweekday() == _SUNDAY else Period(first=last - 6 * DAY, last=last)


def month_range(slots: Slots, span: Span) -> When | None:
    """From one month to another."""
    year, first, last = slots.year(span), slots.month(span), slots.month(span, 2)
    ends = cal.months(year, first), cal.months(year, last)
    return When(cal.months(year, first, last - first + 1), parts=ends) if last >= first else None


def half_month(slots: Slots, span: Span, *, second: bool = False) -> Period:
    """The days to the 15th of a month, or those after it."""
    month = cal.months(slots.year(span), slots.month(span))
    middle = month.first + 14 * DAY
    return Period(first=middle + DAY, last=month.last) if second else Period(first=month.first, last=middle)


def halves(slots: Slots, span: Span) -> When | None:
    """Both halves of a month, said one after the other."""
    ends = half_month(slots, span), half_month(slots, span, second=True)
    both = {slots.number(span, "q", 1), slots.number(span, "q", 2)} == {1, 2}
    return When(cal.months(slots.year(span), slots.month(span)), parts=ends) if both else None


def part_of_month(slots: Slots, span: Span, *, unit: int = 1, end: bool = False) -> Period:
    """The first or last few days of a month; `unit` is 7 for weeks."""
    month, length = slots.whole_month(span), ((slots.number(span, "n") or 1) * unit - 1) * DAY
    first, last = month.first, month.last
    return Period(first=last - length, last=last) if end else Period(first=first, last=first + length)


def holiday_span(slots: Slots, span: Span) -> When:
    """Days with a common name; that of a weekend means no single day of it."""
    name = slots.named(span, "holidays")
    return When(cal.holiday_span(name, slots.year(span)), key="holiday_weekend" if name.endswith("_weekend") else "")
