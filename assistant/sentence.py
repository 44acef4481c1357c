"""The answer as a sentence: the figure with unit, place and date, or the notable part of a table."""

from assistant import naming
from assistant.compile.outcome import Column
from assistant.plan import Plan
from assistant.sentence_table import beyond, table
from assistant.told import Row, Told, unbracketed
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
    """`durchschnittlich 19.189 Besucher pro Tag (Samstag; Mittel über 13 Tage)`; the mean of one day is its figure."""
    words, plan = told.words, told.compiled.plan
    size = next((c for c in told.compiled.columns if c.kind == "size"), None)
    days = told.number(row, size) if size and column.mean else 0
    details = [naming.filters(plan.filters, words)] if column == told.main else []
    if days > 1:
        details.append(words.counted(f"mean_over.{column.mean}", days))
    figure = words.figure(told.cell(row, column), column) if days == 1 else told.spoken(row, column)
    extra = "; ".join(unbracketed(d) for d in details if d)
    return f"{figure} ({extra})" if extra else figure


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
        measure=f"{measure} ({unbracketed(groups)})" if groups else measure,
        when=told.when,
        a=part,
        b=whole,
    )


def _change(told: Told) -> str:
    words, plan, row = told.words, told.compiled.plan, told.rows[0]
    baseline, now, change = told.measured[:3]
    said = {"now": words.plain(told.cell(row, now), now), "then": words.plain(told.cell(row, baseline), baseline)}
    if plan.change == "factor":
        return _times_as_many(told, said)
    if plan.change_over == "periods":
        when = {"then_is": words.when(plan.periods[:1]), "now_is": words.when(plan.periods[1:])}
        signed = _signed(told, row, change)
        return words("say.change", where=told.where, measure=told.subject, change=signed, **said, **when)
    then_is, now_is = _sides(plan, words)
    measure = words("say.measured", measure=told.subject, when=told.when)
    if plan.change_over == "groups":
        measure = f"{told.where}, {measure}"
    way = "more" if told.number(row, change) >= 0 else "less"
    size = _size(told, row, change)
    return words(f"say.{way}", measure=measure, size=size, now_is=now_is, then_is=then_is, **said)


def _times_as_many(told: Told, said: dict[str, str]) -> str:
    """`Zeil 2,1-mal so viele wie Schildergasse (810.000 gegenüber 390.000)`."""
    words, plan = told.words, told.compiled.plan
    then_is, now_is = _sides(plan, words)
    where = "" if plan.change_over == "areas" else f"{told.where}, "
    when = "" if plan.change_over == "periods" else f" {told.when}"
    size = words.number(told.number(told.rows[0], told.main))
    return words(
        "say.factor", measure=f"{where}{told.subject}{when}", size=size, now_is=now_is, then_is=then_is, **said
    )


def _sides(plan: Plan, words: Wording) -> tuple[str, str]:
    """The names of the two places, groups or periods that are compared, the baseline first."""
    if plan.change_over == "periods":
        return words.period(plan.periods[0]), words.period(plan.periods[1])
    if plan.change_over == "mean":
        group = naming.areas(plan.areas[1:], words) or words("where.all")
        return words("say.mean_place", group=group), naming.area(plan.areas[0], words)
    if plan.change_over == "areas":
        return naming.area(plan.areas[0], words), naming.area(plan.areas[1], words)
    return naming.filter_(plan.groups[0], words), naming.filter_(plan.groups[1], words)


def _signed(told: Told, row: Row, column: Column) -> str:
    if column.kind == "percent" or told.cell(row, column) is None:
        return told.words.plain(told.cell(row, column), column)
    sign = "+" if told.number(row, column) > 0 else "−" if told.number(row, column) < 0 else ""
    return f"{sign}{_size(told, row, column)}"


def _size(told: Told, row: Row, column: Column) -> str:
    """How much it is, without its sign: `9,6 %`, `145.585`, `3,2 Minuten`."""
    if told.cell(row, column) is None:
        return told.words("value.none")
    size = abs(told.number(row, column))
    if column.kind == "percent":
        return told.words.percent(size)
    return told.words.figure(size, column) if column.kind in ("minutes", "points") else told.words.number(size)


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
