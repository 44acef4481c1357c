"""Times people say, as calendar spans: one small function for each key of `when` in the vocabulary."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.plan import Period
from assistant.reading import calendar_days as cal
from assistant.reading.calendar_days import DAY
from assistant.reading.lexicon import Lexicon
from assistant.reading.phrase import Span

_FUTURE = date(9998, 1, 1)


@dataclass(frozen=True)
class When:
    """A span said in the question; `weekday` if only these days of it; `running` if it was called the current one;
    `key` is the template that said it; `parts` its two ends, where it was said by them."""

    period: Period
    weekday: int | None = None
    running: bool = False
    key: str = ""
    parts: tuple[Period, ...] = ()


class Reader:
    """Turns matched templates into spans, seen from `today`."""

    def __init__(self, lex: Lexicon, today: date, first_day: date) -> None:
        self._lex, self.today, self._first_day = lex, today, first_day

    def read(self, span: Span) -> When | None:
        """The span a template says; None where its numbers make no date."""
        try:
            found = _SAID[span.key](self, span)
        except (ValueError, OverflowError):
            return None
        if found is None:
            return None
        when = found if isinstance(found, When) else When(found)
        return When(when.period, when.weekday, span.key in _RUNNING, span.key, when.parts)

    def number(self, span: Span, slot: str, nth: int = 1) -> int | None:
        """A slot as a number."""
        text = span.slot(slot, nth)
        return None if text is None else int(self._lex.value(slot, text))

    def unit(self, span: Span) -> str:
        """The unit a template names."""
        return self._lex.value("unit", span.slot("unit") or "")

    def named(self, span: Span, slot: str) -> str:
        """The key of a named thing."""
        return self._lex.value(slot, span.slot(slot) or "")

    def year(self, span: Span) -> int:
        """The year said, else this year."""
        return self.number(span, "year") or self.today.year

    def month(self, span: Span, nth: int = 1) -> int:
        """A month's number."""
        return self.number(span, "month", nth) or 1

    def whole_month(self, span: Span) -> Period:
        """A month with its year, in words or figures (`2026-05`)."""
        figures = span.slot("yearmonth")
        if figures:
            year, month = figures[1:].split("-")
            return cal.months(int(year), int(month))
        return cal.months(self.year(span), self.month(span))

    def on(self, span: Span, nth: int = 1, month: int = 1) -> date:
        """A day of a month."""
        return date(self.year(span), self.month(span, month), self.number(span, "day", nth) or 1)

    def stamp(self, span: Span, nth: int = 1) -> date:
        """A date written in figures; a missing year is this year."""
        return date.fromisoformat((span.slot("date", nth) or "")[1:].replace("....", str(self.today.year)))

    def first_day(self) -> date:
        """The first day of the data."""
        return self._first_day


Said = Callable[[Reader, Span], When | Period | None]


def _last_weekday(reader: Reader, span: Span, back: int = 0) -> When:
    number = reader.number(span, "weekday") or 1
    at = reader.today - DAY * ((reader.today.isoweekday() - number - 1) % 7 + 1) - 7 * back * DAY
    return When(cal.day(at))


def _last_weekdays(reader: Reader, span: Span) -> When:
    count, number = reader.number(span, "n") or 1, reader.number(span, "weekday") or 1
    last = _last_weekday(reader, span).period.last
    return When(Period(first=last - 7 * (count - 1) * DAY, last=last), weekday=number)


def _weekday_of(reader: Reader, span: Span) -> Period | None:
    at = _weekday_of_month(reader, span, reader.number(span, "weekday") or 1)
    return None if at is None else cal.day(at)


def _weekday_of_month(reader: Reader, span: Span, number: int) -> date | None:
    """The n-th Monday, Tuesday ... of a month; the last one where no number is said."""
    ordinal, month = reader.number(span, "q"), cal.months(reader.year(span), reader.month(span))
    if ordinal is None:
        return month.last - DAY * ((month.last.isoweekday() - number) % 7)
    at = month.first + DAY * ((number - month.first.isoweekday()) % 7 + 7 * (ordinal - 1))
    return at if at <= month.last else None


def _day_pair(reader: Reader, span: Span) -> Period | None:
    first, last = reader.on(span), reader.on(span, 2)
    return _span(first, last) if last - first == DAY else None


def _weekday_in_last_week(reader: Reader, span: Span) -> Period:
    number = reader.number(span, "weekday") or 1
    return cal.day(cal.unit_at("week", reader.today, 1).first + (number - 1) * DAY)


def _last_n(reader: Reader, span: Span) -> When:
    """Counted back from today; two of them can be held against each other."""
    unit = reader.unit(span)
    pair = cal.unit_at(unit, reader.today, 2), cal.unit_at(unit, reader.today, 1)
    two = reader.number(span, "n") == 2 and unit != "day"
    return When(_counted_back(reader, span), parts=pair if two else ())


def _counted_back(reader: Reader, span: Span) -> Period:
    count, unit = reader.number(span, "n") or 1, reader.unit(span)
    if unit == "day":
        return Period(first=reader.today - (count - 1) * DAY, last=reader.today)
    back = cal.unit_at(unit, reader.today, count).first
    last = cal.unit_at(unit, reader.today, 1)
    return last if count == 1 else Period(first=back, last=last.last)


def _weekend(reader: Reader, _: Span, back: int = 1) -> Period:
    monday = cal.unit_at("week", reader.today, back).first
    return Period(first=monday + 5 * DAY, last=monday + 6 * DAY)


def _weekend_of(reader: Reader, span: Span) -> Period | None:
    """The n-th weekend of a month by its Saturday, or the last one."""
    saturday = _weekday_of_month(reader, span, 6)
    return None if saturday is None else Period(first=saturday, last=saturday + DAY)


def _nth_week_of(reader: Reader, span: Span) -> Period | None:
    """The second, third or fourth seven days of a month, as `the first week of May` is its first seven."""
    month, nth = cal.months(reader.year(span), reader.month(span)), reader.number(span, "q") or 1
    return Period(first=month.first + 7 * (nth - 1) * DAY, last=month.first + (7 * nth - 1) * DAY)


def _weekday_weeks_ago(reader: Reader, span: Span) -> Period:
    monday = cal.unit_at("week", reader.today, reader.number(span, "n") or 2).first
    return cal.day(monday + ((reader.number(span, "weekday") or 1) - 1) * DAY)


def _iso_week(reader: Reader, span: Span, nth: int = 1) -> Period:
    return cal.week(date.fromisocalendar(reader.year(span), reader.number(span, "n", nth) or 1, 1))


def _iso_weeks(reader: Reader, span: Span) -> When | None:
    ends = _iso_week(reader, span), _iso_week(reader, span, 2)
    whole = _span(ends[0].first, ends[1].last)
    return When(whole, parts=ends) if whole else None


def _week_of(reader: Reader, span: Span) -> Period:
    return cal.week(reader.stamp(span) if span.slot("date") else reader.on(span))


def _week_ending(reader: Reader, span: Span) -> Period:
    last = reader.stamp(span) if span.slot("date") else reader.on(span)
    return cal.week(last) if last.isoweekday() == 7 else Period(first=last - 6 * DAY, last=last)


def _day(reader: Reader, span: Span) -> Period | None:
    at = reader.stamp(span) if span.slot("date") else reader.on(span)
    said = reader.number(span, "weekday")
    return cal.day(at) if said in (None, at.isoweekday()) else None


def _span(first: date, last: date) -> Period | None:
    if first > last:
        return None
    return Period(first=first, last=last, grain="day" if first == last else "span")


def _month_range(reader: Reader, span: Span) -> When | None:
    year, first, last = reader.year(span), reader.month(span), reader.month(span, 2)
    ends = cal.months(year, first), cal.months(year, last)
    return When(cal.months(year, first, last - first + 1), parts=ends) if last >= first else None


def _half_month(reader: Reader, span: Span, second: bool = False) -> Period:
    month = cal.months(reader.year(span), reader.month(span))
    middle = month.first + 14 * DAY
    return Period(first=middle + DAY, last=month.last) if second else Period(first=month.first, last=middle)


def _halves(reader: Reader, span: Span) -> When | None:
    """Both halves of a month, said one after the other."""
    ends = _half_month(reader, span), _half_month(reader, span, second=True)
    both = {reader.number(span, "q", 1), reader.number(span, "q", 2)} == {1, 2}
    return When(cal.months(reader.year(span), reader.month(span)), parts=ends) if both else None


def _part_of_month(reader: Reader, span: Span, unit: int = 1, end: bool = False) -> Period:
    month = cal.months(reader.year(span), reader.month(span))
    length = ((reader.number(span, "n") or 1) * unit - 1) * DAY
    return (
        Period(first=month.last - length, last=month.last)
        if end
        else Period(first=month.first, last=month.first + length)
    )


def _days_to(reader: Reader, span: Span) -> Period:
    last = reader.on(span)
    return Period(first=last - ((reader.number(span, "n") or 1) - 1) * DAY, last=last)


def _future(_: Reader, __: Span) -> Period:
    return cal.day(_FUTURE)


def _since_start(unit: str) -> Said:
    return lambda r, s: Period(
        first=cal.unit_at(unit, r.today.replace(year=r.year(s)) if unit == "year" else r.today).first, last=r.today
    )


_SAID: dict[str, Said] = {
    "today": lambda r, s: cal.day(r.today),
    "yesterday": lambda r, s: cal.day(r.today - DAY),
    "day_before_yesterday": lambda r, s: cal.day(r.today - 2 * DAY),
    "tomorrow": _future,
    "next_unit": _future,
    "this_unit": lambda r, s: cal.unit_at(r.unit(s), r.today),
    "year_to_date": _since_start("year"),
    "month_to_date": _since_start("month"),
    "last_unit": lambda r, s: cal.unit_at(r.unit(s), r.today, 1),
    "last_n": _last_n,
    "unit_before_last": lambda r, s: cal.unit_at(r.unit(s), r.today, 2),
    "units_ago": lambda r, s: cal.unit_at(r.unit(s), r.today, r.number(s, "n") or 1),
    "weekend_before_last": lambda r, s: _weekend(r, s, 2),
    "weekends_ago": lambda r, s: _weekend(r, s, r.number(s, "n") or 1),
    "weekend_of": _weekend_of,
    "weekday_before_last": lambda r, s: _last_weekday(r, s, 1),
    "weekday_units_ago": _weekday_weeks_ago,
    "nth_week_of": _nth_week_of,
    "spring": lambda r, s: cal.months(r.year(s), 3, 3),
    "last_weekend": _weekend,
    "this_weekend": lambda r, s: _weekend(r, s, 0),
    "last_weekday": _last_weekday,
    "last_n_weekdays": _last_weekdays,
    "weekday_in": _weekday_in_last_week,
    "date": _day,
    "day": _day,
    "date_range": lambda r, s: _span(r.stamp(s), r.stamp(s, 2)),
    "day_range": lambda r, s: _span(r.on(s), r.on(s, 2)),
    "day_pair": _day_pair,
    "weekday_of": _weekday_of,
    "days_across": lambda r, s: _span(r.on(s), r.on(s, 2, 2)),
    "days_to": _days_to,
    "month": lambda r, s: r.whole_month(s),
    "month_range": _month_range,
    "month_last_year": lambda r, s: cal.months(r.today.year - 1, r.month(s)),
    "quarter": lambda r, s: cal.quarter(r.year(s), r.number(s, "q") or 1),
    "spring_quarter": lambda r, s: cal.quarter(r.year(s), 2),
    "half": lambda r, s: cal.months(r.year(s), 1, 6),
    "second_half": lambda r, s: cal.months(r.year(s), 7, 6),
    "year": lambda r, s: cal.months(r.year(s), 1, 12),
    "iso_week": _iso_week,
    "iso_weeks": _iso_weeks,
    "week_of": _week_of,
    "week_ending": _week_ending,
    "half_month": _half_month,
    "second_half_month": lambda r, s: _half_month(r, s, second=True),
    "first_n_days": _part_of_month,
    "last_n_days_of": lambda r, s: _part_of_month(r, s, end=True),
    "last_n_weeks_of": lambda r, s: _part_of_month(r, s, unit=7, end=True),
    "last_week_of": lambda r, s: _part_of_month(r, s, unit=7, end=True),
    "halves": _halves,
    "first_n_weeks_of": lambda r, s: _part_of_month(r, s, unit=7),
    "holiday": lambda r, s: cal.holiday(r.named(s, "holiday"), r.year(s)),
    "holiday_span": lambda r, s: cal.holiday_span(r.named(s, "holidays"), r.year(s)),
    "all_time": lambda r, s: Period(first=r.first_day(), last=r.today),
}
_RUNNING = frozenset(
    {"this_unit", "year", "month", "quarter", "half", "all_time", "year_to_date", "week_of", "iso_week"}
)
