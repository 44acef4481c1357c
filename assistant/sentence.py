"""The answer as a sentence: the figure with unit, place and date, or the notable part of a table."""

from assistant import naming
from assistant.compile.outcome import Column
from assistant.plan import Area, Filter, Period, Plan
from assistant.sentence_table import beyond, table
from assistant.told import Row, Told
from assistant.wording import Wording


def sentence(told: Told) -> str:
    """The figure or the notable part of the table, without caveats."""
    text = _chosen(told).replace("..", ".")
    return text[0].upper() + text[1:]


def _chosen(told: Told) -> str:
    plan = told.compiled.plan
    if plan.threshold:
        return beyond(told)
    if not told.rows:
        return told.words("say.nothing", where=told.where, measure=told.subject, when=told.when)
    if told.main.kind == "rank":
        return " ".join(_rank(told, row) for row in told.rows)
    if len(told.rows) > 1 or told.dimensions:
        return table(told)
    if plan.normal:
        return _normal(told)
    if plan.change:
        return _change(told)
    if told.main.name != "share_pct":
        return _single(told, told.measured)
    others = told.measured[3:]
    return f"{_share(told)} {_single(told, others)}" if others else _share(told)


def _single(told: Told, columns: list[Column]) -> str:
    figures = told.words.listed(_figure(told, told.rows[0], c) for c in columns)
    return told.words("say.single", where=told.where, figure=figures, when=told.when)


def _figure(told: Told, row: Row, column: Column) -> str:
    """`durchschnittlich 19.189 Besucher pro Tag (Samstag; Mittel über 13 Tage)`."""
    words, plan = told.words, told.compiled.plan
    size = next((c for c in told.compiled.columns if c.kind == "size"), None)
    details = [naming.filters(plan.filters, words)] if column == told.main else []
    if column.mean and size:
        details.append(words.counted(f"mean_over.{column.mean}", told.number(row, size)))
    extra = "; ".join(d for d in details if d)
    return f"{told.spoken(row, column)} ({extra})" if extra else told.spoken(row, column)


def _share(told: Told) -> str:
    words, plan, row = told.words, told.compiled.plan, told.rows[0]
    part, whole, share = (words.plain(told.cell(row, c), c) for c in told.measured[:3])
    if plan.share == "of_place":
        where, other = naming.areas(plan.areas, words), naming.areas(plan.other_areas, words)
        return words("say.share_of_place", share=share, where=where, other=other, when=told.when, a=part, b=whole)
    measure = words(f"of_measure.{told.measured[0].field}")
    groups = naming.filters(plan.filters, words)
    return words(
        "say.share",
        where=told.where,
        part=naming.part(plan, words),
        share=share,
        measure=f"{measure} ({groups})" if groups else measure,
        when=told.when,
        a=part,
        b=whole,
    )


def _change(told: Told) -> str:
    words, plan, row = told.words, told.compiled.plan, told.rows[0]
    baseline, now, change = told.measured[-3:]
    then_is, now_is = (_named(thing, words) for thing in _compared(plan))
    over_periods = plan.change_over == "periods"
    return words(
        "say.percent" if plan.change == "percent" else "say.difference",
        where=naming.area(plan.areas[1], words) if plan.change_over == "areas" else told.where,
        measure=told.subject if over_periods else f"{told.subject} {told.when}",
        change=_difference(told, row, change),
        now=words.plain(told.cell(row, now), now),
        now_is=now_is,
        then=words.plain(told.cell(row, baseline), baseline),
        then_is=then_is,
    )


def _compared(plan: Plan) -> tuple[Period | Area | Filter, ...]:
    if plan.change_over == "periods":
        return plan.periods
    return plan.areas if plan.change_over == "areas" else plan.groups


def _named(thing: Period | Area | Filter, words: Wording) -> str:
    if isinstance(thing, Period):
        return words.when((thing,))
    return f"({naming.area(thing, words) if isinstance(thing, Area) else naming.filter_(thing, words)})"


def _difference(told: Told, row: Row, column: Column) -> str:
    value = told.cell(row, column)
    if value is None or column.kind == "percent":
        return told.words.plain(value, column)
    sign = "+" if told.number(row, column) > 0 else ""
    return f"{sign}{told.words.figure(value, column)}"


def _normal(told: Told) -> str:
    words, plan, row = told.words, told.compiled.plan, told.rows[0]
    value, normal, index = told.measured
    change = words.percent(told.number(row, index) - 100, signed=True)
    return words(
        "say.normal",
        where=told.where,
        figure=told.spoken(row, value),
        when=told.when,
        change=words("value.none") if told.cell(row, index) is None else change,
        normal=words.plain(told.cell(row, normal), normal),
        span=words.period(plan.normal) if plan.normal else "",
    )


def _rank(told: Told, row: Row) -> str:
    figure = next(c for c in told.measured if c.kind != "rank")
    return told.words(
        "say.rank",
        name=told.name(row),
        rank=told.words.plain(told.cell(row, told.main), told.main),
        where=told.where,
        by=told.words(f"by.{told.dimensions[-1].field}"),
        when=told.when,
        figure=told.words.figure(told.cell(row, figure), figure),
    )
