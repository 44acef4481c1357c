"""Figures held against others: before and after, place against place, step by step, against the mean, the usual day."""

from sqlglot import exp

from assistant.compile.analysis import HUNDRED, join, joined, percent, shared
from assistant.compile.block import Block
from assistant.compile.outcome import CannotAnswerError, Column
from assistant.plan import Area, Filter, Period, Plan
from guardrails.reference import Reference


def build(plan: Plan, reference: Reference) -> Block:
    """All rows of a plan before ranking."""
    if len(plan.measures) > 1 and (plan.normal or plan.change):
        raise CannotAnswerError("one_measure")
    if plan.normal:
        return _against_normal(plan, reference)
    if plan.change:
        return _changed(plan, reference)
    return shared(plan, reference)


def _changed(plan: Plan, reference: Reference) -> Block:
    if plan.change_over == "steps":
        return _steps(plan, shared(plan, reference))
    if plan.change_over == "mean":
        return _against_mean(plan, reference)
    baseline, current = _two(plan)
    return _against(shared(baseline, reference), shared(current, reference), plan)


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


def _against_mean(plan: Plan, reference: Reference) -> Block:
    """One place against the mean place of a kind; minutes and shares against those of all their visits together."""
    plain = plan.model_copy(update={"change": None, "change_over": None, "areas": plan.areas[1:]})
    current = shared(plain.model_copy(update={"areas": plan.areas[:1]}), reference)
    if current.column(current.main).kind != "count":
        return _against(shared(plain, reference), current, plan)
    places = shared(plain.model_copy(update={"by": (*plan.by, "place")}), reference)
    keys = [c.name for c in current.dimensions]
    means = [exp.alias_(exp.Avg(this=exp.column(c.name)), c.name) for c in current.values]
    select = exp.select(*keys, *means).from_(places.select.subquery("places"))
    select = select.group_by(*keys) if keys else select
    return _against(Block(select, current.columns, current.main, places.tables), current, plan)


def _against(baseline: Block, current: Block, plan: Plan) -> Block:
    """Figures against a baseline, and how much they differ."""
    if baseline.columns != current.columns:
        raise CannotAnswerError("unlike_parts")
    main, keys = current.column(current.main), [c.name for c in current.dimensions]
    now, then = exp.column(main.name, table="now"), exp.column(main.name, table="baseline")
    changes = [_difference(now, then, kind, main) for kind in _told(plan.change or "percent", main)]
    select = exp.select(
        *(exp.column(k, table="now") for k in keys),
        exp.alias_(then.copy(), f"baseline_{main.name}"),
        now.copy(),
        *(change for change, _ in changes),
    ).from_(current.select.subquery("now"))
    select = join(select, baseline.select.subquery("baseline"), "baseline", "now", keys)
    base = Column(f"baseline_{main.name}", main.kind, main.field, main.unit, main.mean)
    tables = tuple(dict.fromkeys((*current.tables, *baseline.tables)))
    columns = tuple(column for _, column in changes)
    if plan.change_over == "mean":
        select = select.select(exp.alias_(percent(now.copy(), then.copy()), "index"))
        columns = (*columns, Column("index", "index", "index"))
    return Block(select, (*current.dimensions, base, main, *columns), columns[0].name, tables, current.notes)


def _told(change: str, main: Column) -> tuple[str, ...]:
    """A difference is told in percent as well and the other way round, for what is counted; the asked one first."""
    other = {"percent": "difference", "difference": "percent"}.get(change)
    return (change, other) if other and main.kind == "count" else (change,)


def _difference(now: exp.Expr, then: exp.Expr, change: str, main: Column) -> tuple[exp.Expr, Column]:
    if change == "percent":
        grown = exp.Sub(this=exp.Div(this=now.copy(), expression=then.copy()), expression=exp.Literal.number(1))
        value = exp.Mul(this=HUNDRED.copy(), expression=exp.paren(grown))
        return exp.alias_(value, "growth_pct"), Column("growth_pct", "percent", "growth", "%")
    if change == "factor":
        times = exp.Div(this=now.copy(), expression=then.copy())
        return exp.alias_(times, "factor"), Column("factor", "ratio", "factor")
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
    now = joined(plain.model_copy(update={"periods": (asked,)}), reference)
    usual = joined(plain.model_copy(update={"periods": (plan.normal,), "filters": same_days}), reference)
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
    select = join(select, usual.select.subquery("normal"), "normal", "now", keys)
    columns = (
        *now.dimensions,
        Column(plain, main.kind, main.field, main.unit, mean),
        Column(f"normal_{plain}", main.kind, main.field, main.unit, mean),
        Column("index", "index", "index"),
    )
    return Block(select, columns, "index", tuple(dict.fromkeys((*now.tables, *usual.tables))), now.notes)
