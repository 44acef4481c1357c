"""The steps of an axis: one that nobody is shown for stays on it as a gap, so that no line runs across it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import cast

from assistant.plan import Plan
from assistant.wording import Value
from warehouse.catalog import catalogue

DAYS = {"date": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3}
# Filters that leave steps out on purpose: what nobody asked for is no gap.
THINNED_BY = {
    "hour": {"hour", "daypart"},
    "date": {"weekday", "day_type", "is_public_holiday", "holiday"},
}


UNKNOWN = "unknown"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def steps(field: str, values: Iterable[Value], plan: Plan) -> list[Value]:
    """The different values of an axis in their order, with every step between them.

    On a time axis those between the first and the last, of bands and parts of the day all that were asked for.
    """
    found = list(dict.fromkeys(values))
    if not found or None in found:
        return found
    named = _named(field, plan)
    if named:
        return [v for v in named if v != UNKNOWN or v in found] if set(found) <= set(named) else found
    if is_thinned(field, plan) or len(plan.periods) > 1:
        return found
    if field == "hour":
        hours = cast("list[int]", found)
        return list(range(min(hours), max(hours) + 1))
    if field in DAYS or field in MONTHS:
        return list(_dates(cast("Sequence[date]", found), field))
    return found


def is_thinned(field: str, plan: Plan) -> bool:
    """Whether a filter leaves steps of this axis out."""
    return bool(THINNED_BY.get(field, set()) & {f.field for f in plan.filters})


def _named(field: str, plan: Plan) -> list[Value]:
    """The values of bands, parts of the day and days of the week that the filters keep, in their natural order."""
    if field == "weekday":
        return [] if {f.field for f in plan.filters} & {"weekday", "day_type"} else list(WEEKDAYS)
    column = catalogue().columns.get(field)
    if column is None or column.open_values:
        return []
    kept: list[Value] = list(column.values)
    for one in (f for f in (*plan.filters, *plan.part_filters) if f.field == field):
        kept = [value for value in kept if (value in one.values) != one.exclude]
    return kept


def _dates(days: Sequence[date], field: str) -> Iterable[date]:
    day, last = min(days), max(days)
    while day <= last:
        yield day
        day = day + timedelta(days=DAYS[field]) if field in DAYS else _months_later(day, MONTHS[field])


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)
