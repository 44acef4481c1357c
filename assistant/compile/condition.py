"""Conditions: which places, which groups, which hours and days of the week."""

from collections.abc import Iterable

from sqlglot import exp

from assistant.compile.outcome import CannotAnswerError
from assistant.plan import Area, Filter
from guardrails.reference import KnownPlace, Reference
from warehouse.catalog import catalogue

WEEKDAYS = {str(n) for n in range(1, 8)}
DAY_TYPES = {"weekday": {"1", "2", "3", "4", "5"}, "saturday": {"6"}, "sunday": {"7"}}


def col(name: str, table: str = "f") -> exp.Column:
    """A column of the fact table (f), of a place (p), an origin (o), the other end (q) or the calendar (c)."""
    return exp.column(name, table=table)


def is_one_of(column: exp.Expr, values: Iterable[str], exclude: bool = False) -> exp.Expr:
    """`column = 'a'`, `column in ('a', 'b')` or the opposite."""
    literals = [exp.Literal.string(v) for v in dict.fromkeys(values)]
    if len(literals) == 1:
        return column.neq(literals[0]) if exclude else column.eq(literals[0])
    inside = column.isin(*literals)
    return exp.not_(inside) if exclude else inside


def matching(areas: tuple[Area, ...], reference: Reference) -> list[KnownPlace]:
    """The places that lie in any of the areas (all of them without areas)."""
    if not areas:
        return list(reference.places)
    found = frozenset().union(*(_in(area, reference) for area in areas))
    return [reference.places[number] for number in sorted(found)]


def _in(area: Area, reference: Reference) -> frozenset[int]:
    inside = [reference.lying_in(field, value) for field, value in area.conditions]
    return frozenset.intersection(*inside) if inside else frozenset(range(len(reference.places)))


def area_condition(areas: tuple[Area, ...], table: str = "p") -> exp.Expr | None:
    """Places in any of the areas; None without areas. Areas that differ in one value share one `in`."""
    if not areas:
        return None
    grouped: dict[tuple[tuple[str, str], ...], dict[str, list[str]]] = {}
    for area in areas:
        if not area.conditions:
            raise CannotAnswerError("empty_area")
        *rest, (field, value) = area.conditions
        grouped.setdefault(tuple(rest), {}).setdefault(field, []).append(value)
    return exp.or_(
        *(
            exp.and_(*(col(f, table).eq(exp.Literal.string(v)) for f, v in rest), is_one_of(col(field, table), values))
            for rest, fields in grouped.items()
            for field, values in fields.items()
        )
    )


def excluded_condition(areas: tuple[Area, ...], table: str = "p") -> exp.Expr | None:
    """Places in none of the areas."""
    if len(areas) == 1 and len(areas[0].conditions) == 1:
        ((field, value),) = areas[0].conditions
        return col(field, table).neq(exp.Literal.string(value))
    condition = area_condition(areas, table)
    return exp.not_(exp.paren(condition)) if condition is not None else None


def filter_condition(wanted: Filter, table: str) -> exp.Expr:
    """A filter on the rows of `table`. Raises if the table cannot tell."""
    if not wanted.values:
        raise CannotAnswerError("empty_filter", wanted.field)
    if wanted.field in catalogue().tables[table].names and wanted.field != "hour":
        return is_one_of(col(wanted.field), wanted.values, wanted.exclude)
    condition = _derived(wanted, table)
    return exp.not_(exp.paren(condition)) if wanted.exclude else condition


def _derived(wanted: Filter, table: str) -> exp.Expr:
    names = catalogue().tables[table].names
    if wanted.field in ("hour", "daypart") and "hour" in names:
        return _number_in(col("hour"), hours(wanted))
    if wanted.field in ("weekday", "day_type") and "date" in names:
        return _number_in(isodow(), [int(d) for d in weekdays(wanted)])
    if wanted.field == "weekday" and "day_type" in names:
        return is_one_of(col("day_type"), _day_types(wanted))
    if wanted.field == "hour" and "daypart" in names:
        return is_one_of(col("daypart"), _dayparts(wanted))
    if wanted.field == "is_public_holiday" and "date" in names:
        flag = col("is_public_holiday", "c")
        return flag if wanted.values[0].lower() in ("true", "1", "yes") else exp.not_(flag)
    if wanted.field == "holiday" and "date" in names:
        return is_one_of(col("holiday", "c"), wanted.values)
    raise CannotAnswerError("not_together", wanted.field, table)


def isodow() -> exp.Expr:
    """The ISO weekday of the row's day, Monday 1 to Sunday 7."""
    return exp.func("isodow", col("date"), dialect="duckdb")


def hours(wanted: Filter) -> list[int]:
    """The hours an hour or daypart filter names."""
    if wanted.field == "hour":
        return sorted({int(v) for v in wanted.values})
    spans = [_span(v) for v in wanted.values]
    return sorted({h for first, last in spans for h in range(first, last + 1)})


def weekdays(wanted: Filter) -> list[str]:
    """The ISO weekdays a weekday or day-type filter names."""
    named = wanted.values if wanted.field == "weekday" else {d for v in wanted.values for d in DAY_TYPES.get(v, ())}
    days = sorted(WEEKDAYS & set(named))
    if not days:
        raise CannotAnswerError("empty_filter", wanted.field)
    return days


def _span(daypart: str) -> tuple[int, int]:
    value = catalogue().columns["daypart"].values.get(daypart)
    if value is None or value.hours is None:
        raise CannotAnswerError("empty_filter", "daypart")
    return value.hours


def _day_types(wanted: Filter) -> list[str]:
    days = set(wanted.values)
    types = [name for name, members in DAY_TYPES.items() if members <= days]
    if not types or set().union(*(DAY_TYPES[t] for t in types)) != days:
        raise CannotAnswerError("day_types_only", wanted.field)
    return types


def _dayparts(wanted: Filter) -> list[str]:
    asked = set(hours(wanted))
    spans = {v: set(range(_span(v)[0], _span(v)[1] + 1)) for v in catalogue().columns["daypart"].values}
    parts = [v for v, members in spans.items() if members <= asked]
    if not parts or set().union(*(spans[v] for v in parts)) != asked:
        raise CannotAnswerError("dayparts_only", wanted.field)
    return parts


def _number_in(column: exp.Expr, numbers: list[int]) -> exp.Expr:
    first, last = numbers[0], numbers[-1]
    if first == last:
        return column.eq(first)
    if numbers == list(range(first, last + 1)):
        return column.between(first, last)
    return column.isin(*numbers)
