"""Periods against the data's days: clipped, cut into whole weeks or months, and written as conditions on time."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from sqlglot import exp

from assistant.compile.outcome import CannotAnswerError
from assistant.plan import Period
from guardrails.reference import Reference

Grain = Literal["date", "week", "month"]
DAY = timedelta(days=1)


def month_start(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (month_start(day) + timedelta(days=31)).replace(day=1)


def clip(periods: tuple[Period, ...], reference: Reference) -> tuple[Period, ...]:
    """The parts of the periods that lie in the data; a cut one becomes a span. Raises if one lies outside."""
    return tuple(_clip(p, reference) for p in periods)


def _clip(period: Period, reference: Reference) -> Period:
    first, last = max(period.first, reference.first_day), min(period.last, reference.last_day)
    if first > last:
        raise CannotAnswerError("outside_period", period.first.isoformat(), period.last.isoformat())
    unchanged = (first, last) == (period.first, period.last)
    return period if unchanged else Period(first=first, last=last, grain="span")


def is_one(period: Period, grain: Grain) -> bool:
    """Whether the period is exactly one day, ISO week or month."""
    if grain == "date":
        return period.first == period.last
    if grain == "week":
        return period.first.isoweekday() == 1 and period.last == period.first + 6 * DAY
    return period.first.day == 1 and period.last == next_month(period.first) - DAY


def is_whole(period: Period, grain: Grain) -> bool:
    """Whether the period consists of whole days, ISO weeks or months."""
    if grain == "date":
        return True
    if grain == "week":
        return period.first.isoweekday() == 1 and period.last.isoweekday() == 7
    return period.first.day == 1 and (period.last + DAY).day == 1


def buckets(period: Period, grain: Grain) -> list[date]:
    """The first days of the days, weeks or months that lie wholly in the period."""
    return [first for first, last in _buckets(period, grain) if period.first <= first and last <= period.last]


def _buckets(period: Period, grain: Grain) -> Iterator[tuple[date, date]]:
    start = {
        "date": period.first,
        "week": period.first - timedelta(days=period.first.weekday()),
        "month": month_start(period.first),
    }[grain]
    while start <= period.last:
        after = {"date": start + DAY, "week": start + 7 * DAY, "month": next_month(start)}[grain]
        yield start, after - DAY
        start = after


def literal(day: date) -> exp.Expr:
    """A date literal."""
    return exp.Cast(this=exp.Literal.string(day.isoformat()), to=exp.DataType(this=exp.DType.DATE))


def time_condition(column: exp.Expr, periods: tuple[Period, ...], grain: Grain) -> exp.Expr | None:
    """The rows of a table of this grain that lie in any of the periods; None without periods."""
    if not periods:
        return None
    spans = [(b[0], b[-1]) for p in periods if (b := buckets(p, grain))]
    if not spans:
        raise CannotAnswerError("needs_whole_weeks" if grain == "week" else "needs_whole_months")
    single = sorted({first for first, last in spans if first == last})
    conditions = [_is_one_of(column, single)] if single else []
    conditions += [column.copy().between(literal(a), literal(b)) for a, b in spans if a != b]
    return exp.or_(*conditions)


def _is_one_of(column: exp.Expr, days: list[date]) -> exp.Expr:
    if len(days) == 1:
        return column.copy().eq(literal(days[0]))
    return column.copy().isin(*[literal(d) for d in days])
