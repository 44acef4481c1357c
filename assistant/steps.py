"""The steps of a time axis: one that nobody is shown for stays on it as a gap, so that no line runs across it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import cast

from assistant.plan import Plan
from assistant.wording import Value

DAYS = {"date": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3}
# Filters that leave steps out on purpose: what nobody asked for is no gap.
THINNED_BY = {
    "hour": {"hour", "daypart"},
    "date": {"weekday", "day_type", "is_public_holiday", "holiday"},
}


def steps(field: str, values: Iterable[Value], plan: Plan) -> list[Value]:
    """The different values of an axis in their order; on a time axis also every step between first and last."""
    found = list(dict.fromkeys(values))
    thinned = THINNED_BY.get(field, set()) & {f.field for f in plan.filters}
    if thinned or len(plan.periods) > 1 or not found or None in found:
        return found
    if field == "hour":
        hours = cast("list[int]", found)
        return list(range(min(hours), max(hours) + 1))
    if field in DAYS or field in MONTHS:
        return list(_dates(cast("Sequence[date]", found), field))
    return found


def _dates(days: Sequence[date], field: str) -> Iterable[date]:
    day, last = min(days), max(days)
    while day <= last:
        yield day
        day = day + timedelta(days=DAYS[field]) if field in DAYS else _months_later(day, MONTHS[field])


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)
