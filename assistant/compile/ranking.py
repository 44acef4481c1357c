"""The order of the rows, the best of them, those above a threshold, the rank of one."""

from sqlglot import exp

from assistant.compile.block import Block
from assistant.compile.condition import is_one_of
from assistant.compile.dimension import has_order, natural_order
from assistant.compile.outcome import CannotAnswerError, Column
from assistant.plan import Area, Plan

COMPARISONS = {"above": exp.GT, "at_least": exp.GTE, "below": exp.LT, "at_most": exp.LTE}
COUNTED = {"date": "days", "week": "weeks", "month": "months", "hour": "hours", "place": "places"}


def ranked(block: Block, plan: Plan) -> Block:
    """The block with its order, and only the rows asked for."""
    if plan.threshold:
        block = _beyond(block, plan)
        if plan.threshold.count:
            return _counted(block)
    if plan.ranking and plan.ranking.position_of:
        return _position(block, plan.ranking.position_of, plan.ranking.descending)
    if plan.ranking and plan.ranking.per:
        block = _best_of_each(block, plan)
    return _ordered(block, plan)


def _wrapped(block: Block) -> exp.Select:
    return exp.select(*(c.name for c in block.columns)).from_(block.select.subquery("figures"))


def _with(block: Block, select: exp.Select) -> Block:
    return Block(select, block.columns, block.main, block.tables, block.notes)


def _beyond(block: Block, plan: Plan) -> Block:
    if not plan.threshold or not block.dimensions:
        raise CannotAnswerError("count_of_what")
    compared, value = COMPARISONS[plan.threshold.relation], plan.threshold.value
    if value is None:
        mean = exp.Window(this=exp.Avg(this=exp.column(block.main)))
        return _with(block, _wrapped(block).qualify(compared(this=exp.column(block.main), expression=mean)))
    number = exp.Literal.number(value if value % 1 else int(value))
    condition = compared(this=exp.column(block.main), expression=number)
    return _with(block, _wrapped(block).where(condition))


def _counted(block: Block) -> Block:
    name = COUNTED.get(block.dimensions[-1].field, "groups")
    select = exp.select(exp.alias_(exp.Count(this=exp.Star()), name)).from_(block.select.subquery("counted"))
    return Block(select, (Column(name, "size", "count", name),), name, block.tables, block.notes)


def _by_value(block: Block, descending: bool) -> exp.Ordered:
    return exp.Ordered(this=exp.column(block.main), desc=descending, nulls_first=False)


def _position(block: Block, areas: tuple[Area, ...], descending: bool) -> Block:
    order = exp.Order(expressions=[_by_value(block, descending)])
    rank = exp.alias_(exp.Window(this=exp.Anonymous(this="rank"), order=order), "rank")
    inner = exp.select(*(c.name for c in block.columns), rank).from_(block.select.subquery("figures"))
    columns = (*block.columns, Column("rank", "rank", "rank"))
    names = {c.name for c in block.dimensions}
    if not areas or not all(field in names for a in areas for field, _ in a.conditions):
        raise CannotAnswerError("rank_of_what")
    wanted = exp.or_(*(exp.and_(*(is_one_of(exp.column(f), [v]) for f, v in a.conditions)) for a in areas))
    select = exp.select(*(c.name for c in columns)).from_(inner.subquery("ranked")).where(wanted)
    in_rank = exp.Ordered(this=exp.column("rank"), nulls_first=False)
    return Block(select.order_by(in_rank), columns, "rank", block.tables, block.notes)


def _best_of_each(block: Block, plan: Plan) -> Block:
    ranking = plan.ranking
    group = [exp.column(c.name) for c in block.dimensions if ranking and c.field == ranking.per]
    if not ranking or not group:
        raise CannotAnswerError("rank_of_what")
    first, last = ranking.skip + 1, ranking.skip + (ranking.limit or 1)
    order = exp.Order(expressions=[_by_value(block, ranking.descending)])
    number = exp.Window(this=exp.RowNumber(), partition_by=group, order=order)
    within = number <= last if first == 1 else number.between(first, last)
    return _with(block, _wrapped(block).qualify(within))


def _ordered(block: Block, plan: Plan) -> Block:
    if not block.dimensions:
        return block
    ranking, select = plan.ranking, block.select
    natural = [exp.Ordered(this=natural_order(c.name), nulls_first=False) for c in block.dimensions]
    if ranking and ranking.per:
        group = [exp.Ordered(this=natural_order(c.name)) for c in block.dimensions if c.field == ranking.per]
        return _with(block, select.order_by(*group, _by_value(block, ranking.descending)))
    if ranking or not any(has_order(c.name) or has_order(c.field) for c in block.dimensions):
        natural.insert(0, _by_value(block, ranking.descending if ranking else True))
    select = _sorted(select, natural, block)
    if ranking and ranking.limit is not None:
        select = select.limit(ranking.limit)
        select = select.offset(ranking.skip) if ranking.skip else select
    return _with(block, select)


def _sorted(select: exp.Select, order: list[exp.Ordered], block: Block) -> exp.Select:
    """Ordering by an expression over output names needs them to be input names: one level more."""
    plain = all(isinstance(o.this, exp.Column) for o in order)
    return (select if plain else _wrapped(block)).order_by(*order)
