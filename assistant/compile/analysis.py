"""What is done with rows: several homes side by side, areas and periods as rows, shares."""

from sqlglot import exp

from assistant.compile.block import Block, conditions, grouped, rows, stored, total
from assistant.compile.condition import area_condition, filter_condition
from assistant.compile.dimension import grain_of, label, written
from assistant.compile.home import Figure, home
from assistant.compile.outcome import CannotAnswerError, Column
from assistant.plan import Area, Measure, Period, Plan
from guardrails.reference import Reference

HUNDRED = exp.Literal.number("100.0")


def shared(plan: Plan, reference: Reference) -> Block:
    """The rows of a plan without what is held against them, as shares of their sum if that is asked."""
    block = _united(plan, reference)
    return _of_rows(block) if plan.share == "of_rows" else block


def _united(plan: Plan, reference: Reference) -> Block:
    """Areas and periods that overlap or have different homes are answered one by one and put below each other."""
    parts = _parts(plan)
    if not parts:
        return joined(plan, reference)
    blocks = [_labelled(joined(part, reference), labels) for part, labels in parts]
    if len({b.columns for b in blocks}) > 1:
        even = [p.model_copy(update={"statistic": "daily_average"}) for p, _ in parts]
        blocks = [_labelled(joined(p, reference), labels) for p, (_, labels) in zip(even, parts, strict=True)]
    if len({b.columns for b in blocks}) > 1:
        raise CannotAnswerError("unlike_parts")
    union = blocks[0].select
    for block in blocks[1:]:
        union = exp.union(union, block.select, distinct=False)  # type: ignore[assignment]
    first = blocks[0]
    select = exp.select(*(c.name for c in first.columns)).from_(union.subquery("figures")) if len(blocks) > 1 else union
    tables = tuple(dict.fromkeys(t for b in blocks for t in b.tables))
    return Block(select, first.columns, first.main, tables, first.notes)


def _parts(plan: Plan) -> list[tuple[Plan, dict[str, str]]]:
    split: list[tuple[Plan, dict[str, str]]] = [(plan, {})]
    for dimension, field, things in (("area", "areas", plan.areas), ("period", "periods", plan.periods)):
        if dimension in plan.by:
            split = [
                (_only(p, dimension, field, t), {**named, dimension: label(t)}) for p, named in split for t in things
            ]
    return split if "area" in plan.by or "period" in plan.by else []


def _only(plan: Plan, dimension: str, field: str, thing: Area | Period) -> Plan:
    return plan.model_copy(update={field: (thing,), "by": tuple(d for d in plan.by if d != dimension)})


def _labelled(block: Block, labels: dict[str, str]) -> Block:
    select = block.select.copy()
    named = [exp.alias_(exp.Literal.string(text), name) for name, text in labels.items()]
    select.set("expressions", [*named, *select.expressions])
    columns = tuple(Column(name, "dimension", name) for name in labels)
    return Block(select, (*columns, *block.columns), block.main, block.tables, block.notes)


def joined(plan: Plan, reference: Reference) -> Block:
    """Figures with different homes side by side, one row a value of the dimensions."""
    if plan.share in ("of_filter", "of_area", "of_place"):
        return _with_others(_part(plan, reference), plan, reference)
    figures = list({f.name: f for f in (home(m, plan, reference) for m in plan.measures)}.values())
    homes = dict.fromkeys((f.table, f.mean) for f in figures)
    blocks = [rows(plan, [f for f in figures if (f.table, f.mean) == h], reference) for h in homes]
    if len(blocks) == 1:
        return _with_days(blocks[0], plan)
    return _side_by_side(blocks)


def _with_others(share: Block, plan: Plan, reference: Reference) -> Block:
    """A share beside what else was asked: further measures, or the mean of the one it is a share of."""
    others = plan.measures if plan.statistic != "total" else plan.measures[1:]
    if not others:
        return share
    without = {"share": None, "part_filters": (), "part_areas": (), "measures": others}
    return _side_by_side([share, joined(plan.model_copy(update=without), reference)])


def _side_by_side(blocks: list[Block]) -> Block:
    names = [f"{b.main}_part" for b in blocks]
    keys = [c.name for c in blocks[0].dimensions]
    found = [(n, c) for n, b in zip(names, blocks, strict=True) for c in b.values if c.kind != "size"]
    values = list({c.name: (n, c) for n, c in reversed(found)}.values())[::-1]
    first = [exp.column(k, table=names[0]) for k in keys]
    select = exp.select(*first, *(exp.column(c.name, table=n) for n, c in values))
    select = select.from_(blocks[0].select.subquery(names[0]))
    for name, block in zip(names[1:], blocks[1:], strict=True):
        select = join(select, block.select.subquery(name), name, names[0], keys, "left")
    columns = (*blocks[0].dimensions, *(c for _, c in values))
    tables = tuple(dict.fromkeys(t for b in blocks for t in b.tables))
    return Block(select, columns, blocks[0].main, tables, tuple(n for b in blocks for n in b.notes))


def join(select: exp.Select, other: exp.Subquery, name: str, to: str, keys: list[str], side: str = "") -> exp.Select:
    """A block beside another, row by row; one row beside one where there are no keys."""
    if not keys:
        return select.join(other, join_type="cross")
    on = exp.and_(*(exp.column(k, table=name).eq(exp.column(k, table=to)) for k in keys))
    return select.join(other, on=on, join_type=side)


def _with_days(block: Block, plan: Plan) -> Block:
    """Sums over weekdays are told with the number of days behind them and their mean: there are not always as many."""
    (table,), main = block.tables, block.column(block.main)
    per_day = {"weekday", "is_weekend"} & set(plan.by) and main.name == main.field == "visits"
    if not per_day or grain_of(table) != "date":
        return block
    days = exp.Count(this=exp.Distinct(expressions=[exp.column("date", table="f")]))
    mean = exp.Div(this=total("visits"), expression=days.copy())
    select = block.select.select(exp.alias_(days, "days"), exp.alias_(mean, "avg_daily_visits"))
    extra = (Column("days", "size", "date", "days"), Column("avg_daily_visits", "count", "visits", "visits", "date"))
    return Block(select, (*block.columns, *extra), block.main, block.tables, block.notes)


def percent(part: exp.Expr, whole: exp.Expr) -> exp.Expr:
    """`100.0 * part / whole`."""
    return exp.Div(this=exp.Mul(this=HUNDRED.copy(), expression=part), expression=whole)


def _part(plan: Plan, reference: Reference) -> Block:
    """The share that meets a condition, the part and the whole beside it."""
    figure = home(_countable(plan), plan, reference)
    if figure.mean:
        figure = Figure(figure.measure, figure.table, None, figure.note)
    part, whole = _part_and_whole(plan, figure)
    dimensions = {name: e for d in plan.by for name, e in written(d, figure.table, plan).items()}
    values = {figure.name: part, f"all_{stored(figure)}": whole, "share_pct": percent(part.copy(), whole.copy())}
    select = grouped(figure.table, dimensions, values, [c for c in conditions(plan, figure.table) if c is not None])
    columns = (
        *(Column(name, "dimension", d) for d in plan.by for name in written(d, figure.table, plan)),
        Column(figure.name, "count", figure.measure, figure.unit),
        Column(f"all_{stored(figure)}", "count", figure.measure, figure.unit),
        Column("share_pct", "percent", "share", "%"),
    )
    return Block(select, columns, "share_pct", (figure.table,), (figure.note,) if figure.note else ())


def _countable(plan: Plan) -> Measure:
    """Shares are shares of visits, people or trips."""
    measure = plan.measures[0]
    if measure in ("dwell_time", "visits_per_visitor"):
        return "visits"
    return "trips" if measure == "travel_time" else measure


def _part_and_whole(plan: Plan, figure: Figure) -> tuple[exp.Expr, exp.Expr]:
    column = stored(figure)
    if plan.share == "of_place":
        if figure.measure != "cross_visitors":
            raise CannotAnswerError("share_of_what")
        return total(column), total("visitors", table="m")
    if plan.share == "of_area":
        condition = area_condition(plan.part_areas)
    else:
        found = [filter_condition(f, figure.table) for f in plan.part_filters]
        condition = exp.and_(*found) if found else None
    if condition is None:
        raise CannotAnswerError("share_of_what")
    return total(column, condition), total(column)


def _of_rows(block: Block) -> Block:
    """Each row's share of the sum over the last dimension."""
    if not block.dimensions or block.column(block.main).kind != "count":
        raise CannotAnswerError("share_of_what")
    field = block.dimensions[-1].field
    outer = [exp.column(c.name) for c in block.dimensions if c.field != field]
    whole = exp.Window(this=exp.Sum(this=exp.column(block.main)), partition_by=outer)
    share = exp.alias_(percent(exp.column(block.main), whole), "share_pct")
    select = exp.select(*(c.name for c in block.columns), share).from_(block.select.subquery("figures"))
    columns = (*block.columns, Column("share_pct", "percent", "share", "%"))
    return Block(select, columns, "share_pct", block.tables, block.notes)
