"""A figure beside the like period before it: which period that is, what it is asked with, what has changed."""

from dataclasses import dataclass

from assistant.compile import Compiled, Named, compile_plan
from assistant.compile.condition import weekdays
from assistant.compile.home import DAY_FIELDS
from assistant.compile.period import DAY
from assistant.plan import Period, Plan
from assistant.reading import calendar_days
from assistant.told import Row
from guardrails.reference import Reference

WEEK = 7


@dataclass(frozen=True)
class Before:
    """The like period before, the statement that gives the same figures for it, and once it has run their row."""

    period: Period
    compiled: Compiled
    row: Row = ()

    def figure(self, name: str) -> float | None:
        """The figure of a column then; None where it is not shown."""
        names = [c.name for c in self.compiled.columns]
        value = self.row[names.index(name)] if self.row else None
        return float(value) if isinstance(value, int | float) else None


def before(compiled: Compiled, reference: Reference, named: Named | None = None) -> Before | None:
    """What a single figure of one period is held against; None where nothing alike lies wholly in the data."""
    plan = compiled.plan
    period = like_period(plan, is_sum(compiled)) if _is_one_figure(compiled) else None
    if period is None or period.first < reference.first_day or period.last > reference.last_day:
        return None
    found = compile_plan(plan.model_copy(update={"periods": (period,)}), reference, named)
    if not isinstance(found, Compiled) or (found.columns, found.notes) != (compiled.columns, compiled.notes):
        return None
    return Before(period, found)


def _is_one_figure(compiled: Compiled) -> bool:
    plan = compiled.plan
    compared = plan.change or plan.normal or plan.ranking or plan.threshold
    return not compared and not any(c.kind == "dimension" for c in compiled.columns)


def is_sum(compiled: Compiled) -> bool:
    """Whether the figure grows with the number of days: a count, and no mean."""
    main = next(c for c in compiled.columns if c.name == compiled.main)
    return main.kind == "count" and not main.mean


def like_period(plan: Plan, summed: bool) -> Period | None:
    """The month before a month, the week before a week, the same weekday a week before a day; None for other spans.

    A span is held against as many whole weeks before. A sum over some days of the week is held only against as many
    of them; one over holidays against nothing.
    """
    found = _like(plan.periods[0]) if len(plan.periods) == 1 else None
    if found is None or not summed or not any(f.field in DAY_FIELDS for f in plan.filters):
        return found
    return found if _days(plan, found) == _days(plan, plan.periods[0]) != [] else None


def _like(asked: Period) -> Period | None:
    if asked.first.day == 1 and (asked.last + DAY).day == 1:
        months = (asked.last.year - asked.first.year) * 12 + asked.last.month - asked.first.month + 1
        return calendar_days.months(asked.first.year, asked.first.month - months, months)
    if asked.days > WEEK and asked.days % WEEK:
        return None
    gap = max(asked.days, WEEK) * DAY
    return Period(first=asked.first - gap, last=asked.last - gap, grain=asked.grain)


def _days(plan: Plan, period: Period) -> list[int]:
    """The weekdays of the period that the filters keep, in order; none where they are about holidays."""
    if any(f.field in ("is_public_holiday", "holiday") for f in plan.filters):
        return []
    wanted = [({int(d) for d in weekdays(f)}, f.exclude) for f in plan.filters if f.field in DAY_FIELDS]
    all_days = sorted((period.first + n * DAY).isoweekday() for n in range(period.days))
    return [day for day in all_days if all((day in kept) != excluded for kept, excluded in wanted)]
