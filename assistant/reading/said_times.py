"""Times people say, as calendar spans: what each key of `when` in the vocabulary means."""

from collections.abc import Callable
from datetime import date

from assistant.plan import Period
from assistant.reading import calendar_days as cal
from assistant.reading import said_dates as dates
from assistant.reading import said_today as today
from assistant.reading.calendar_days import DAY
from assistant.reading.phrase import Span
from assistant.reading.when import Slots, When

_FUTURE = date(9998, 1, 1)
Said = Callable[[Slots, Span], When | Period | None]


def read_time(slots: Slots, span: Span) -> When | None:
    """The span a template says; None where its numbers make no date."""
    try:
        found = _SAID[span.key](slots, span)
    except (ValueError, OverflowError):
        return None
    if found is None:
        return None
    when = found if isinstance(found, When) else When(found)
    return When(when.period, when.weekday, span.key in _RUNNING, when.key or span.key, when.parts)


def _future(_: Slots, __: Span) -> Period:
    return cal.day(_FUTURE)


_TODAY: dict[str, Said] = {
    "today": lambda r, s: cal.day(r.today),
    "yesterday": lambda r, s: cal.day(r.today - DAY),
    "day_before_yesterday": lambda r, s: cal.day(r.today - 2 * DAY),
    "tomorrow": _future,
    "next_unit": _future,
    "this_unit": lambda r, s: cal.unit_at(r.unit(s), r.today),
    "year_to_date": lambda r, s: today.since_start(r, s, "year"),
    "month_to_date": lambda r, s: today.since_start(r, s, "month"),
    "last_unit": lambda r, s: cal.unit_at(r.unit(s), r.today, 1),
    "last_n": today.last_n,
    "unit_before_last": lambda r, s: cal.unit_at(r.unit(s), r.today, 2),
    "units_ago": lambda r, s: cal.unit_at(r.unit(s), r.today, r.number(s, "n") or 1),
    "last_weekend": today.weekend,
    "this_weekend": lambda r, s: today.weekend(r, s, 0),
    "weekend_before_last": lambda r, s: today.weekend(r, s, 2),
    "weekends_ago": lambda r, s: today.weekend(r, s, r.number(s, "n") or 1),
    "last_weekday": today.last_weekday,
    "weekday_before_last": lambda r, s: today.last_weekday(r, s, 1),
    "last_n_weekdays": today.last_weekdays,
    "weekday_in": today.weekday_in_last_week,
    "weekday_units_ago": today.weekday_weeks_ago,
    "all_time": lambda r, s: Period(first=r.first_day, last=r.today),
    "from_start": lambda r, s: Period(first=r.first_day, last=r.today),
    "today_ago": today.today_ago,
    "month_last_year": lambda r, s: cal.months(r.today.year - 1, r.month(s)),
}
_DATES: dict[str, Said] = {
    "date": dates.day,
    "day": dates.day,
    "slashed": dates.slashed,
    "days": dates.days,
    "days_against": dates.days,
    "date_range": dates.date_range,
    "day_range": lambda r, s: dates.between(r.on(s), r.on(s, 2)),
    "days_across": lambda r, s: dates.between(r.on(s), r.on(s, 2, 2)),
    "days_to": dates.days_to,
    "weekday_of": dates.weekday_of,
    "weekend_of": dates.weekend_of,
    "weekday_of_each": dates.weekday_of_each,
    "alternate": lambda r, s: None,  # `every second Saturday`: which ones is not told
    "week_of": dates.week_of,
    "week_ending": dates.week_ending,
    "nth_week_of": dates.nth_week_of,
    "iso_week": dates.iso_week,
    "iso_weeks": dates.iso_weeks,
    "month": lambda r, s: r.whole_month(s),
    "month_range": dates.month_range,
    "half_month": dates.half_month,
    "second_half_month": lambda r, s: dates.half_month(r, s, second=True),
    "halves": dates.halves,
    "first_n_days": dates.part_of_month,
    "first_n_weeks_of": lambda r, s: dates.part_of_month(r, s, unit=7),
    "last_n_days_of": lambda r, s: dates.part_of_month(r, s, end=True),
    "last_n_weeks_of": lambda r, s: dates.part_of_month(r, s, unit=7, end=True),
    "last_week_of": lambda r, s: dates.part_of_month(r, s, unit=7, end=True),
    "quarters": dates.quarters,
    "quarter": lambda r, s: cal.quarter(r.year(s), r.number(s, "q") or 1),
    "spring_quarter": lambda r, s: cal.quarter(r.year(s), 2),
    "spring": lambda r, s: cal.months(r.year(s), 3, 3),
    "half": lambda r, s: cal.months(r.year(s), 1, 6),
    "second_half": lambda r, s: cal.months(r.year(s), 7, 6),
    "year": lambda r, s: cal.months(r.year(s), 1, 12),
    "holiday": lambda r, s: cal.holiday(r.named(s, "holiday"), r.year(s)),
    "holiday_span": dates.holiday_span,
}
_SAID = _TODAY | _DATES
_RUNNING = frozenset(
    {"this_unit", "year", "month", "quarter", "half", "all_time", "from_start", "year_to_date", "week_of", "iso_week"}
)
