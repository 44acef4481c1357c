"""Arithmetic on calendar spans: units, holidays, Easter. Weeks are ISO weeks."""

from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.plan import Period

DAY = timedelta(days=1)


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid")
    easter: int | None = None
    to: int = 0
    date: str | None = None
    to_date: str | None = None
    nth: int | None = None
    weekday: int = Field(default=1, ge=1, le=7)
    month: int = Field(default=1, ge=1, le=12)


class _Holidays(BaseModel):
    model_config = ConfigDict(extra="forbid")
    days: dict[str, _Rule]
    spans: dict[str, _Rule]


def day(at: date) -> Period:
    """One day."""
    return Period(first=at, last=at, grain="day")


def week(at: date) -> Period:
    """The ISO week a day lies in."""
    monday = at - DAY * (at.isoweekday() - 1)
    return Period(first=monday, last=monday + 6 * DAY, grain="week")


def weekend(at: date) -> Period:
    """Saturday and Sunday of the ISO week a day lies in."""
    saturday = week(at).first + 5 * DAY
    return Period(first=saturday, last=saturday + DAY)


def weekday_before(at: date, weekday: int) -> date:
    """The last Monday (1), Tuesday ... before a day."""
    return at - DAY * ((at.isoweekday() - weekday - 1) % 7 + 1)


def weekday_after(at: date, weekday: int) -> date:
    """The first Monday (1), Tuesday ... after a day."""
    return at + DAY * ((weekday - at.isoweekday() - 1) % 7 + 1)


def nth_weekday(span: Period, weekday: int, nth: int | None) -> date | None:
    """The n-th Monday (1), Tuesday ... of a span, the last one without a number; None if it has fewer."""
    first, last = weekday_after(span.first - DAY, weekday), weekday_before(span.last + DAY, weekday)
    at = last if nth is None else first + 7 * (nth - 1) * DAY
    return at if span.first <= at <= span.last else None


def back(period: Period, unit: str) -> Period:
    """The same days one unit earlier: a week, or the days of the same number in a month before."""
    if unit in ("day", "week"):
        return before(period, unit)
    gap = {"month": 1, "quarter": 3}.get(unit, 12)
    return in_month(period, months(period.first.year, period.first.month - gap)) or before(period, unit)


def in_month(period: Period, month: Period) -> Period | None:
    """The days of the same number in another month; None where it has them not, or the period lies in two months."""
    if unit_at("month", period.first) != unit_at("month", period.last):
        return None
    if period == unit_at("month", period.first):
        return month
    first = month.first + DAY * (period.first.day - 1)
    last = first + (period.last - period.first)
    return Period(first=first, last=last, grain="day" if first == last else "span") if last <= month.last else None


def months(year: int, month: int, count: int = 1) -> Period:
    """`count` months from a month on; months beyond 12 run into the next years."""
    first = _first_of(year, month)
    grain = {1: "month", 3: "quarter" if first.month in (1, 4, 7, 10) else "span", 12: "year"}.get(count, "span")
    return Period.model_validate({"first": first, "last": _first_of(year, month + count) - DAY, "grain": grain})


def quarter(year: int, number: int) -> Period:
    """A quarter of a year."""
    return months(year, 3 * number - 2, 3)


def unit_at(unit: str, at: date, back: int = 0) -> Period:
    """The day, week, month, quarter or year a day lies in, or the one `back` units before."""
    if unit == "day":
        return day(at - back * DAY)
    if unit == "week":
        return week(at - 7 * back * DAY)
    if unit == "month":
        return months(at.year, at.month - back)
    if unit == "quarter":
        return quarter(at.year, (at.month + 2) // 3 - back)
    return months(at.year - back, 1, 12)


def before(period: Period, unit: str | None = None, count: int = 1) -> Period:
    """The like period before: the week before a week, the same days one `unit` earlier, else as many days before."""
    if unit is None and period.grain in ("week", "month", "quarter", "year"):
        unit = period.grain
    if unit and unit == period.grain:
        return unit_at(unit, period.first, count)
    if unit in ("day", "week"):
        gap = (1 if unit == "day" else 7) * count * DAY
        return Period(first=period.first - gap, last=period.last - gap, grain=period.grain)
    if unit:
        return unit_at(unit, period.first, count)
    length = period.last - period.first + DAY
    return Period(first=period.first - length, last=period.last - length, grain=period.grain)


def easter(year: int) -> date:
    """Easter Sunday (Gregorian; the anonymous algorithm of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    shift = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * shift) // 451
    month, rest = divmod(h + shift - 7 * m + 114, 31)
    return date(year, month, rest + 1)


def holiday(name: str, year: int) -> Period:
    """A day with a name."""
    return day(_holiday_date(_rules().days[name], year))


def holiday_span(name: str, year: int) -> Period:
    """Days with a common name, such as Easter."""
    rule = _rules().spans[name]
    if rule.easter is not None:
        return Period(first=easter(year) + rule.easter * DAY, last=easter(year) + rule.to * DAY)
    if rule.nth:
        monday = _holiday_date(rule, year)
        return Period(first=monday - 2 * DAY, last=monday)
    last = rule.to_date or rule.date or ""
    return Period(first=_holiday_date(rule, year), last=date.fromisoformat(f"{year}-{last}"))


def _holiday_date(rule: _Rule, year: int) -> date:
    if rule.easter is not None:
        return easter(year) + rule.easter * DAY
    if rule.nth:
        found = nth_weekday(months(year, rule.month), rule.weekday, rule.nth if rule.nth > 0 else None)
        return found or date.max
    return date.fromisoformat(f"{year}-{rule.date}")


def _first_of(year: int, month: int) -> date:
    years, index = divmod(month - 1, 12)
    return date(year + years, index + 1, 1)


@lru_cache(maxsize=1)
def _rules() -> _Holidays:
    text = files("assistant.vocabulary").joinpath("holidays.yaml").read_text(encoding="utf-8")
    return _Holidays.model_validate(yaml.safe_load(text))
