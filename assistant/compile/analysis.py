"""What is done with rows: several homes side by side, areas and periods as rows, shares, changes, normal days."""

from sqlglot import exp

from assistant.compile.block import Block, conditions, grouped, rows, stored, total
from assistant.compile.condition import area_condition, filter_condition
from assistant.compile.dimension import grain_of, label, written
from assistant.compile.home import Figure, home
from assistant.compile.outcome import CannotAnswerError, Column
from assistant.plan import Area, Filter, Measure, Period, Plan
from guardrails.reference import Reference

HUNDRED = exp.Literal.number("100.0")


def build(plan: Plan, reference: Reference) -> Block:
    """All rows of a plan before ranking."""
    if len(plan.measures) > 1 and (plan.normal or plan.change):
        raise CannotAnswerError("one_measure")
    if plan.normal:
        return _against_normal(plan, reference)
    if plan.change:
        return _changed(plan, reference)
    return _shared(plan, reference)


def _shared(plan: Plan, reference: Reference) -> Block:
    block = _united(plan, reference)
    return _of_rows(block) if plan.share == "of_rows" else block


def _united(plan: Plan, reference: Reference) -> Block:
    """Areas and periods that overlap or have different homes are answered one by one and put below each other."""
    parts = _parts(plan)
    if not parts:
        return _joined(plan, reference)
    blocks = [_labelled(_joined(part, reference), labels) for part, labels in parts]
    if len({b.columns for b in blocks}) > 1:
        even = [p.model_copy(update={"statistic": "daily_average"}) for p, _ in parts]
        blocks = [_labelled(_joined(p, reference), labels) for p, (_, labels) in zip(even, parts, strict=True)]
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


def _joined(plan: Plan, reference: Reference) -> Block:
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
    return _side_by_side([share, _joined(plan.model_copy(update=without), reference)])


def _side_by_side(blocks: list[Block]) -> Block:
    names = [f"{b.main}_part" for b in blocks]
    keys = [c.name for c in blocks[0].dimensions]
    found = [(n, c) for n, b in zip(names, blocks, strict=True) for c in b.values if c.kind != "size"]
    values = list({c.name: (n, c) for n, c in reversed(found)}.values())[::-1]
    first = [exp.column(k, table=names[0]) for k in keys]
    select = exp.select(*first, *(exp.column(c.name, table=n) for n, c in values))
    select = select.from_(blocks[0].select.subquery(names[0]))
    for name, block in zip(names[1:], blocks[1:], strict=True):
        select = _join(select, block.select.subquery(name), name, names[0], keys, "left")
    columns = (*blocks[0].dimensions, *(c for _, c in values))
    tables = tuple(dict.fromkeys(t for b in blocks for t in b.tables))
    return Block(select, columns, blocks[0].main, tables, tuple(n for b in blocks for n in b.notes))


def _join(select: exp.Select, other: exp.Subquery, name: str, to: str, keys: list[str], side: str = "") -> exp.Select:
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


def _changed(plan: Plan, reference: Reference) -> Block:
    if plan.change_over == "steps":
        return _steps(plan, _shared(plan, reference))
    baseline, current = _two(plan)
    return _against(_shared(baseline, reference), _shared(current, reference), plan)


def _two(plan: Plan) -> tuple[Plan, Plan]:
    """The plan of the baseline and the plan of what is held against it."""
    field = {"periods": "periods", "areas": "areas", "groups": "groups"}.get(plan.change_over or "", "")
    things: tuple[Area | Period | Filter, ...] = getattr(plan, field) if field else ()
    if len(things) != 2:
        raise CannotAnswerError("change_of_what")
    plain = plan.model_copy(update={"change": None, "change_over": None, "groups": ()})
    if field == "groups":
        pair = [plain.model_copy(update={"filters": (*plain.filters, g)}) for g in plan.groups]
    else:
        pair = [plain.model_copy(update={field: (thing,)}) for thing in things]
    return pair[0], pair[1]


def _against(baseline: Block, current: Block, plan: Plan) -> Block:
    """Figures against a baseline, and how much they differ."""
    if baseline.columns != current.columns:
        raise CannotAnswerError("unlike_parts")
    main, keys = current.column(current.main), [c.name for c in current.dimensions]
    now, then = exp.column(main.name, table="now"), exp.column(main.name, table="baseline")
    change, column = _difference(now, then, plan.change or "percent", main)
    select = exp.select(
        *(exp.column(k, table="now") for k in keys),
        exp.alias_(then.copy(), f"baseline_{main.name}"),
        now.copy(),
        change,
    ).from_(current.select.subquery("now"))
    select = _join(select, baseline.select.subquery("baseline"), "baseline", "now", keys)
    base = Column(f"baseline_{main.name}", main.kind, main.field, main.unit, main.mean)
    tables = tuple(dict.fromkeys((*current.tables, *baseline.tables)))
    return Block(select, (*current.dimensions, base, main, column), column.name, tables, current.notes)


def _difference(now: exp.Expr, then: exp.Expr, change: str, main: Column) -> tuple[exp.Expr, Column]:
    if change == "percent":
        grown = exp.Sub(this=exp.Div(this=now.copy(), expression=then.copy()), expression=exp.Literal.number(1))
        value = exp.Mul(this=HUNDRED.copy(), expression=exp.paren(grown))
        return exp.alias_(value, "growth_pct"), Column("growth_pct", "percent", "growth", "%")
    kind = "points" if main.kind == "percent" else main.kind
    name = f"change_{main.name}"
    return exp.alias_(exp.Sub(this=now.copy(), expression=then.copy()), name), Column(name, kind, "change", main.unit)


def _steps(plan: Plan, block: Block) -> Block:
    """Each row of a time series against the row before; the first has none and is left out."""
    time = next((c for c in block.dimensions if c.field in ("date", "week", "month", "quarter")), None)
    if time is None:
        raise CannotAnswerError("change_of_what")
    main = block.column(block.main)
    others = [exp.column(c.name) for c in block.dimensions if c is not time]
    order = exp.Order(expressions=[exp.Ordered(this=exp.column(time.name))])
    before = exp.Window(this=exp.Lag(this=exp.column(main.name)), partition_by=others, order=order)
    names = [c.name for c in block.dimensions]
    inner = exp.select(*names, main.name, exp.alias_(before, f"baseline_{main.name}"))
    inner = inner.from_(block.select.subquery("figures"))
    base = exp.column(f"baseline_{main.name}")
    change, column = _difference(exp.column(main.name), base, plan.change or "percent", main)
    select = exp.select(*names, base.copy(), main.name, change).from_(inner.subquery("steps"))
    select = select.where(exp.not_(base.copy().is_(exp.null())))
    baseline = Column(f"baseline_{main.name}", main.kind, main.field, main.unit, main.mean)
    return Block(select, (*block.dimensions, baseline, main, column), column.name, block.tables, block.notes)


def _against_normal(plan: Plan, reference: Reference) -> Block:
    """A day (or several, as their mean) beside the mean of the same weekdays over a longer span."""
    if not plan.normal or not plan.periods or plan.share or plan.change:
        raise CannotAnswerError("normal_of_what")
    asked, plain = plan.periods[0], plan.model_copy(update={"normal": None, "statistic": "daily_average"})
    spread = (asked.last - asked.first).days + 1
    weekdays = tuple(sorted({str((asked.first.isoweekday() - 1 + n) % 7 + 1) for n in range(min(spread, 7))}))
    same_days = (*plan.filters, Filter(field="weekday", values=weekdays)) if len(weekdays) < 7 else plan.filters
    now = _joined(plain.model_copy(update={"periods": (asked,)}), reference)
    usual = _joined(plain.model_copy(update={"periods": (plan.normal,), "filters": same_days}), reference)
    return _beside(now, usual, several=spread > 1)


def _beside(now: Block, usual: Block, *, several: bool) -> Block:
    """The figure of a day, or the mean of several, with the usual one and the index of the two."""
    if now.columns != usual.columns:
        raise CannotAnswerError("unlike_parts")
    main, keys = now.column(now.main), [c.name for c in now.dimensions]
    value, normal = exp.column(main.name, table="now"), exp.column(main.name, table="normal")
    plain, mean = (main.name, main.mean) if several else (main.name.replace("avg_daily_", ""), "")
    index = exp.alias_(percent(value.copy(), normal.copy()), "index")
    select = exp.select(
        *(exp.column(k, table="now") for k in keys),
        exp.alias_(value, plain),
        exp.alias_(normal, f"normal_{plain}"),
        index,
    ).from_(now.select.subquery("now"))
    select = _join(select, usual.select.subquery("normal"), "normal", "now", keys)
    columns = (
        *now.dimensions,
        Column(plain, main.kind, main.field, main.unit, mean),
        Column(f"normal_{plain}", main.kind, main.field, main.unit, mean),
        Column("index", "index", "index"),
    )
    return Block(select, columns, "index", tuple(dict.fromkeys((*now.tables, *usual.tables))), now.notes)
