"""Breakdowns: how a dimension is written for a table, in which order its values come, and how many there can be."""

from datetime import date

from sqlglot import exp

from assistant.compile.condition import DAY_TYPES, col, hours, isodow, weekdays
from assistant.compile.outcome import CannotAnswerError
from assistant.compile.period import Grain, buckets
from assistant.plan import Area, Dimension, Filter, Period, Plan
from guardrails.reference import KnownPlace
from warehouse.catalog import catalogue

PLACE_FIELDS = ("place", "place_type", "district", "city", "region", "country")
TIMES = ("date", "week", "month", "quarter", "period")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TRUNCATED = ("week", "month", "quarter")


def grain_of(table: str) -> Grain:
    """The time a table's rows stand for."""
    keys = catalogue().tables[table].keys
    return "date" if "date" in keys else "week" if "week" in keys else "month"


def written(dimension: Dimension, table: str, plan: Plan) -> dict[str, exp.Expr]:
    """The expressions of a dimension over `table`, by column name. Raises if the table cannot tell."""
    if dimension in PLACE_FIELDS:
        return {name: col(name, place_alias(table, plan)) for name in (dimension, *_context(dimension))}
    if dimension in ("origin", "destination", "other_place"):
        return {dimension: col("place", "o" if dimension == "origin" else "q")}
    if dimension in catalogue().tables[table].names:
        return {name: col(name) for name in (dimension, *_context(dimension))}
    return {dimension: _derived(dimension, table)}


def _context(dimension: Dimension) -> tuple[str, ...]:
    """Districts of the same name lie in several cities."""
    return {"district": ("city",), "home_district": ("home_city",)}.get(dimension, ())


def place_alias(table: str, plan: Plan) -> str:
    """Which place of a row a place field means: for trips the end that was not named."""
    if not table.startswith("flows"):
        return "p"
    return "o" if plan.destinations and not plan.origins else "q"


def _derived(dimension: Dimension, table: str) -> exp.Expr:
    names = catalogue().tables[table].names
    if dimension in TRUNCATED and "date" in names:
        return exp.cast(exp.func("date_trunc", exp.Literal.string(dimension), col("date"), dialect="duckdb"), "date")
    if dimension == "quarter" and "month" in names:
        return exp.cast(exp.func("date_trunc", exp.Literal.string("quarter"), col("month"), dialect="duckdb"), "date")
    if dimension == "weekday" and "date" in names:
        return exp.func("dayname", col("date"), dialect="duckdb")
    if dimension == "is_weekend" and "date" in names:
        return isodow() >= 6
    if dimension == "is_weekend" and "day_type" in names:
        return col("day_type").neq("weekday")
    if dimension == "day_type" and "date" in names:
        return _case({n: isodow().isin(*sorted(map(int, d))) for n, d in DAY_TYPES.items()})
    if dimension == "daypart" and "hour" in names:
        values = catalogue().columns["daypart"].values.items()
        return _case({name: col("hour").between(*v.hours) for name, v in values if v.hours})
    raise CannotAnswerError("not_together", dimension, table)


def _case(branches: dict[str, exp.Expr]) -> exp.Expr:
    case = exp.Case()
    for name, condition in branches.items():
        case = case.when(condition, exp.Literal.string(name))
    return case


def natural_order(name: str) -> exp.Expr:
    """The expression that puts a dimension's values into their natural order."""
    column = exp.column(name)
    if name not in ("weekday", "dwell_band", "daypart", "day_type"):
        return column
    case = exp.Case(this=column)
    for position, value in enumerate(DAYS if name == "weekday" else catalogue().columns[name].values, start=1):
        case = case.when(exp.Literal.string(value), exp.Literal.number(position))
    return case


def has_order(name: str) -> bool:
    """Whether the values of a dimension have an order of their own (times, bands), unlike places."""
    bands = name in catalogue().columns and bool(catalogue().columns[name].values) and name != "place_type"
    return name in (*TIMES, "weekday", "is_weekend", "hour") or bands


def grid_size(plan: Plan, places: list[KnownPlace]) -> int | None:
    """How many rows there can be; None where that is not known beforehand. `plan.periods` must not be empty."""
    asked = [d for d in plan.by if d in PLACE_FIELDS]
    fields = [f for d in asked for f in (d, *_context(d))]
    size = len({tuple(getattr(p, f) for f in fields) for p in places}) if asked else 1
    for dimension in (d for d in plan.by if d not in PLACE_FIELDS):
        known = _size(dimension, plan, (*plan.filters, *plan.part_filters))
        if known is None:
            return None
        size *= known
    return size


def _size(dimension: Dimension, plan: Plan, filters: tuple[Filter, ...]) -> int | None:
    if dimension in ("area", "period"):
        return len(plan.areas if dimension == "area" else plan.periods)
    if dimension in ("date", "week", "month", "quarter"):
        return _times(dimension, plan.periods, filters)
    if dimension == "weekday":
        return len(_named(filters, "weekday", "day_type") or DAYS)
    if dimension == "hour":
        return len(_named(filters, "hour", "daypart") or range(24))
    if dimension == "is_weekend":
        return None if _named(filters, "weekday", "day_type") else 2
    column = catalogue().columns.get(dimension)
    if column is None or not column.values or any(f.exclude for f in filters):
        return None
    asked = {v for f in filters if f.field == dimension for v in f.values}
    return len(asked or set(column.values) - {"unknown"})


def _named(filters: tuple[Filter, ...], *fields: str) -> set[object]:
    read = hours if "hour" in fields else weekdays
    sets = [set[object](read(f)) for f in filters if f.field in fields and not f.exclude]
    return set.intersection(*sets) if sets else set()


def _times(dimension: Dimension, periods: tuple[Period, ...], filters: tuple[Filter, ...]) -> int | None:
    if any(f.field in ("holiday", "is_public_holiday") or f.exclude for f in filters):
        return None
    if dimension == "date":
        wanted = _named(filters, "weekday", "day_type")
        days = {d for p in periods for d in buckets(p, "date")}
        return sum(1 for d in days if not wanted or str(d.isoweekday()) in wanted)
    if dimension == "quarter":
        return len({(d.year, (d.month - 1) // 3) for p in periods for d in buckets(p, "date")})
    grain: Grain = "week" if dimension == "week" else "month"
    return len({d for p in periods for d in buckets(p, grain)})


def label(thing: Area | Period) -> str:
    """How a row that stands for a whole area or period is named in the result, in no language."""
    if isinstance(thing, Area):
        return ", ".join(value for _, value in thing.conditions)
    return period_label(thing.first, thing.last, thing.grain)


def period_label(first: date, last: date, grain: str) -> str:
    """ISO names: a day, the Monday of a week, a month, or both ends of a span."""
    if first == last or grain == "week":
        return first.isoformat()
    if grain == "month":
        return f"{first:%Y-%m}"
    return f"{first.isoformat()}/{last.isoformat()}"
