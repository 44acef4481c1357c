"""The answer as a sentence: the figure with unit, place and date, or the notable part of a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant import naming
from assistant.compile.dimension import PLACE_FIELDS
from assistant.compile.outcome import Column, Compiled
from assistant.plan import Area, Filter, Period, Plan
from assistant.wording import Value, Wording
from guardrails.reference import Reference

Row = Sequence[Value]
LISTED = 3


@dataclass(frozen=True)
class Told:
    """A result with what it takes to tell it."""

    compiled: Compiled
    rows: tuple[Row, ...]
    reference: Reference
    words: Wording

    @property
    def main(self) -> Column:
        """The column the question is about."""
        return self.column(self.compiled.main)

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(c for c in self.compiled.columns if c.name == name)

    def cell(self, row: Row, column: Column) -> Value:
        """A row's value in a column."""
        return row[self.compiled.columns.index(column)]

    def number(self, row: Row, column: Column) -> float:
        """A row's figure as a number; 0 where it is not shown."""
        value = self.cell(row, column)
        return float(value) if isinstance(value, int | float) else 0.0

    @property
    def dimensions(self) -> list[Column]:
        """What a row stands for."""
        return [c for c in self.compiled.columns if c.kind == "dimension"]

    @property
    def measured(self) -> list[Column]:
        """The figures, without the number of days behind them."""
        return [c for c in self.compiled.columns if c.kind not in ("dimension", "size")]

    @property
    def where(self) -> str:
        """The places."""
        return naming.where(self.compiled.plan, self.reference, self.words)

    @property
    def when(self) -> str:
        """The period with its preposition."""
        return self.words.when(self.compiled.plan.periods)

    def name(self, row: Row) -> str:
        """What the row stands for."""
        return ", ".join(self.words.value(c.field, self.cell(row, c)) for c in self.dimensions)


def sentence(told: Told) -> str:
    """The figure or the notable part of the table, without caveats."""
    text = _chosen(told).replace("..", ".")
    return text[0].upper() + text[1:]


def _chosen(told: Told) -> str:
    plan = told.compiled.plan
    if plan.threshold:
        return _beyond(told)
    if not told.rows:
        return told.words("say.nothing", where=told.where, measure=_subject(told), when=told.when)
    if told.main.kind == "rank":
        return " ".join(_rank(told, row) for row in told.rows)
    if len(told.rows) > 1 or told.dimensions:
        return _table(told)
    if plan.normal:
        return _normal(told)
    if plan.change:
        return _change(told)
    if told.main.name != "share_pct":
        return _single(told, told.measured)
    others = told.measured[3:]
    return f"{_share(told)} {_single(told, others)}" if others else _share(told)


def _subject(told: Told) -> str:
    """The measure of the main figure with the groups it is about: `Besuche (Frauen)`."""
    plan, words = told.compiled.plan, told.words
    counted = next((c for c in told.measured if words.has(f"measure.{c.field}")), told.main)
    field = counted.field if words.has(f"measure.{counted.field}") else plan.measures[0]
    name = naming.mean_measure(field, counted.mean, words)
    groups = naming.filters(plan.filters, words)
    return f"{name} ({groups})" if groups else name


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
    return f"{_spoken(told, row, column)} ({extra})" if extra else _spoken(told, row, column)


def _spoken(told: Told, row: Row, column: Column) -> str:
    figure = told.words.figure(told.cell(row, column), column)
    if told.words.has(f"average.{column.field}"):
        return told.words(f"average.{column.field}", figure=figure)
    return told.words(f"mean.{column.mean}", figure=figure) if column.mean else figure


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
        measure=_subject(told) if over_periods else f"{_subject(told)} {told.when}",
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
        figure=words.figure(told.cell(row, value), value),
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


def _beyond(told: Told) -> str:
    words, plan = told.words, told.compiled.plan
    counting = plan.threshold is not None and plan.threshold.count
    relation = naming.relation(told.compiled, words)
    if not told.rows:
        return words("say.none_beyond", where=told.where, when=told.when, relation=relation)
    if counting:
        figure = words.figure(told.cell(told.rows[0], told.main), told.main)
        return words("say.count", where=told.where, figure=figure, when=told.when, relation=relation)
    noun = {"date": "days", "week": "weeks", "month": "months", "hour": "hours", "place": "places"}
    figure = words.counted(f"figure.{noun.get(told.dimensions[-1].field, 'groups')}", len(told.rows))
    listed = _listed(told, told.rows[:LISTED]) + (", …" if len(told.rows) > LISTED else "")
    return words("say.listed", where=told.where, figure=figure, when=told.when, relation=relation, list=listed)


def _table(told: Told) -> str:
    plan, words = told.compiled.plan, told.words
    said = {"where": told.where, "measure": _subject(told), "by": naming.breakdown(plan, words), "when": told.when}
    if plan.change:
        said |= {"measure": words("say.change_of", measure=said["measure"]), "when": naming.when(plan, words)}
    if _are_two_times(told):
        return _two_times(told)
    if len(told.rows) <= LISTED:
        return words("say.rows", **said, list=_listed(told, told.rows))
    if plan.ranking and not plan.ranking.per:
        first = [f"{n}. {_pair(told, row)}" for n, row in enumerate(told.rows[:LISTED], 1 + plan.ranking.skip)]
        return words("say.top", **said, list=", ".join(first))
    known = [r for r in told.rows if told.cell(r, told.main) is not None]
    high = max(known, key=lambda r: told.number(r, told.main))
    low = min(known, key=lambda r: told.number(r, told.main))
    said |= {"high": _pair(told, high), "low": _pair(told, low)}
    return words("say.extremes_sum", **said, sum=_sum(told, known)) if _adds_up(told) else words("say.extremes", **said)


def _are_two_times(told: Told) -> bool:
    """Whether the rows are one figure at two times, the later one after the earlier."""
    plan = told.compiled.plan
    plain = not (plan.change or plan.share or plan.ranking) and len(told.rows) == 2 and len(told.measured) == 1
    return (
        plain
        and plan.by in {("date",), ("week",), ("month",), ("quarter",)}
        and all(told.cell(row, told.main) for row in told.rows)
    )


def _two_times(told: Told) -> str:
    words, (then, now) = told.words, told.rows
    change = 100 * told.number(now, told.main) / told.number(then, told.main) - 100
    return words(
        "say.two_times",
        where=told.where,
        measure=_subject(told),
        then=f"{told.name(then)} {words.plain(told.cell(then, told.main), told.main)}",
        now=f"{told.name(now)} {words.plain(told.cell(now, told.main), told.main)}",
        change=words.percent(change, signed=True),
    )


def _adds_up(told: Told) -> bool:
    """Whether the rows are parts of a figure that has the same home as they have."""
    whole = told.compiled.plan.ranking is None and told.main.name in ("visits", "trips")
    return whole and all(c.field in PLACE_FIELDS for c in told.dimensions)


def _sum(told: Told, rows: list[Row]) -> str:
    return told.words.number(sum(told.number(r, told.main) for r in rows))


def _listed(told: Told, rows: Iterable[Row]) -> str:
    return ", ".join(_pair(told, row) for row in rows)


def _pair(told: Told, row: Row) -> str:
    """`Samstag, 27. Juni 2026 (38.958)`; a share with the count behind it."""
    if told.main.name == "share_pct":
        shown = [told.words.plain(told.cell(row, c), c) for c in (told.main, told.measured[0])]
    elif told.compiled.plan.change or len(told.measured) == 1:
        short = told.words.figure if told.main.kind == "minutes" else told.words.plain
        shown = [short(told.cell(row, told.main), told.main)]
    else:
        shown = [_spoken(told, row, c) for c in told.measured[:LISTED]]
    return f"{told.name(row)} ({'; '.join(shown)})"
