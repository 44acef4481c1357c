"""One table, one select: the dimensions and figures of a plan with their conditions, joins and groups."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlglot import exp

from assistant.compile.condition import area_condition, col, excluded_condition, filter_condition
from assistant.compile.dimension import grain_of, place_alias, written
from assistant.compile.home import Figure, one_place_a_row
from assistant.compile.outcome import CannotAnswerError, Column
from assistant.compile.period import Grain, time_condition
from assistant.plan import Plan
from guardrails.reference import Reference
from warehouse.catalog import catalogue

PLURALS: dict[Grain, str] = {"date": "days", "week": "weeks", "month": "months"}
NUMERATORS = {"dwell_time": "dwell_minutes", "travel_time": "travel_minutes", "cross_visitors": "visitors"}


@dataclass(frozen=True)
class Block:
    """A select with the meaning of its columns; `main` is the one the question is about."""

    select: exp.Select
    columns: tuple[Column, ...]
    main: str
    tables: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def dimensions(self) -> tuple[Column, ...]:
        """What a row stands for."""
        return tuple(c for c in self.columns if c.kind == "dimension")

    @property
    def values(self) -> tuple[Column, ...]:
        """The figures of a row."""
        return tuple(c for c in self.columns if c.kind != "dimension")

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(c for c in self.columns if c.name == name)


def rows(plan: Plan, figures: list[Figure], reference: Reference) -> Block:
    """The rows of a plan from one table; all figures have the same home and the same mean."""
    table, mean = figures[0].table, figures[0].mean
    dimensions = {name: e for d in plan.by for name, e in written(d, table, plan).items()}
    fields = {name: d for d in plan.by for name in written(d, table, plan)}
    columns = [Column(name, "dimension", fields[name]) for name in dimensions]
    where = [c for c in conditions(plan, table) if c is not None]
    if mean and not _one_cell_a_row(plan, table, mean, reference):
        select = _mean_of_sums(plan, figures, dimensions, where, mean)
    else:
        select = grouped(table, dimensions, {f.name: _value(f) for f in figures}, where)
    told = "median" if plan.statistic == "daily_median" else mean or ""
    columns += [Column(f.name, f.kind, f.measure, f.unit, told if f.mean else "") for f in figures]
    if mean and plan.statistic == "daily_median":
        select = _medians(select)
        columns = [replace(c, name=_median_name(c.name)) for c in columns]
    if mean:
        select = select.select(exp.alias_(exp.Count(this=exp.Star()), PLURALS[mean]))
        columns.append(Column(PLURALS[mean], "size", mean, PLURALS[mean]))
    main = next(c.name for c in columns if c.kind != "dimension")
    return Block(select, tuple(columns), main, (table,), tuple(f.note for f in figures if f.note))


def _median_name(name: str) -> str:
    return name.replace("avg_daily_", "median_daily_")


def _medians(select: exp.Select) -> exp.Select:
    """The same figures with the median over the days in place of the mean."""
    medians = [
        exp.alias_(exp.Median(this=e.this.this), _median_name(e.alias))
        if isinstance(e, exp.Alias) and isinstance(e.this, exp.Avg)
        else e
        for e in select.expressions
    ]
    return select.select(*medians, append=False)


def conditions(plan: Plan, table: str) -> list[exp.Expr | None]:
    """All conditions on the rows of a table: time, places, filters."""
    grain = grain_of(table)
    time = time_condition(col(grain), plan.periods, grain)
    filters = [filter_condition(f, table) for f in plan.filters]
    if table.startswith("flows"):
        return [*ends(plan), time, *filters]
    other = area_condition(plan.other_areas, "q") if table.startswith("cross") else None
    return [area_condition(plan.areas), excluded_condition(plan.excluded_areas), other, time, *filters]


def ends(plan: Plan) -> list[exp.Expr | None]:
    """The origins and destinations of trips; places named without direction are the end that was left open."""
    alias = place_alias("flows", plan)
    there = _way(plan, "o", "q")
    if plan.both_directions:
        back = _way(plan, "q", "o")
        there = [exp.paren(exp.or_(exp.and_(*there), exp.and_(*back)))] if there and back else []
    areas = plan.areas
    named = [area_condition(areas, alias)] if areas and (plan.origins or plan.destinations) else []
    if areas and not named:
        ends = ("o",) if "destination" in plan.by else ("q",) if "origin" in plan.by else ("o", "q")
        named = [area_condition(areas, end) for end in ends]
    return [*there, *named, excluded_condition(plan.excluded_areas, alias)]


def _way(plan: Plan, origin: str, destination: str) -> list[exp.Expr]:
    pair = (area_condition(plan.origins, origin), area_condition(plan.destinations, destination))
    return [c for c in pair if c is not None]


def grouped(
    table: str, dimensions: dict[str, exp.Expr], values: dict[str, exp.Expr], where: Iterable[exp.Expr]
) -> exp.Select:
    """`select dimensions, values from table ... group by dimensions`, with the joins the expressions need."""
    named = {**dimensions, **values}
    # built in place: sqlglot would copy all of it with every step
    select = exp.select(*(_named(e, name) for name, e in named.items()), copy=False)
    select.from_(exp.table_(table, alias="f"), copy=False)
    used = {c.table for part in (*named.values(), *where) for c in part.find_all(exp.Column)}
    for join_table, alias, on in _joins(table, used):
        select.join(exp.table_(join_table, alias=alias), on=on, copy=False)
    select.where(*(condition.copy() for condition in where), copy=False)
    return select.group_by(*(e.copy() for e in dimensions.values()), copy=False) if dimensions else select


def _named(expression: exp.Expr, name: str) -> exp.Expr:
    if isinstance(expression, exp.Column) and expression.name == name:
        return expression.copy()
    return exp.alias_(expression.copy(), name)


def _joins(table: str, used: set[str]) -> Iterable[tuple[str, str, exp.Expr]]:
    names = catalogue().tables[table].names
    if "p" in used or "c" in used:
        yield "places", "p", col("place_id", "p").eq(_key("place_id", table))
    if "c" in used:
        country = col("country", "c").eq(col("country", "p"))
        yield "calendar", "c", exp.and_(col("date", "c").eq(_key("date", table)), country)
    if "o" in used:
        yield "places", "o", col("place_id", "o").eq(_key("origin_id", table))
    if "q" in used:
        other = "other_place_id" if "other_place_id" in names else "destination_id"
        yield "places", "q", col("place_id", "q").eq(_key(other, table))
    if "m" in used:
        same_month = col("month", "m").eq(_key("month", table))
        yield "footfall_monthly", "m", exp.and_(col("place_id", "m").eq(_key("place_id", table)), same_month)


def _key(name: str, table: str) -> exp.Expr:
    """A key of the table; a table without it cannot answer."""
    if name not in catalogue().tables[table].names:
        raise CannotAnswerError("not_together", name, table)
    return col(name)


def total(column: str, condition: exp.Expr | None = None, table: str = "f") -> exp.Expr:
    """`sum(f.column)`, over the rows that meet a condition if one is given."""
    if condition is None:
        return exp.Sum(this=col(column, table))
    return exp.Sum(this=exp.Case().when(condition, col(column, table)).else_("0"))


def ratio(measure: str) -> exp.Expr:
    """Minutes over visits or trips, counting only those whose minutes are known."""
    minutes = NUMERATORS[measure]
    base = "visits" if measure == "dwell_time" else "trips"
    known = exp.Case().when(exp.not_(col(minutes).is_(exp.null())), col(base))
    return exp.Div(this=total(minutes), expression=exp.Sum(this=known))


def _value(figure: Figure) -> exp.Expr:
    if figure.measure in ("dwell_time", "travel_time"):
        return ratio(figure.measure)
    if figure.measure == "visits_per_visitor":
        return exp.Div(this=total("visits"), expression=total("visitors"))
    column = stored(figure)
    return exp.Avg(this=col(column)) if figure.mean else total(column)


def stored(figure: Figure) -> str:
    """The stored column that holds a counting measure."""
    return NUMERATORS.get(figure.measure, figure.measure)


def _one_cell_a_row(plan: Plan, table: str, mean: Grain, reference: Reference) -> bool:
    """Whether the mean is over stored cells as they are, without summing several of one day first."""
    keys = set(catalogue().tables[table].keys) - {grain_of(table)}
    if mean != grain_of(table) or keys - {"place_id", *plan.by}:
        return False
    return one_place_a_row(plan, reference)


def _mean_of_sums(
    plan: Plan, figures: list[Figure], dimensions: dict[str, exp.Expr], where: list[exp.Expr], mean: Grain
) -> exp.Select:
    table = figures[0].table
    time = {} if mean in dimensions else written(mean, table, plan)
    sums = {stored(f): total(stored(f)) for f in figures}
    inner = grouped(table, {**time, **dimensions}, sums, where).subquery("figures")
    outer = [exp.column(name) for name in dimensions]
    means = [exp.alias_(exp.Avg(this=exp.column(stored(f))), f.name) for f in figures]
    select = exp.select(*(c.copy() for c in outer), *means).from_(inner)
    return select.group_by(*outer) if outer else select
