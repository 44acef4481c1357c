"""The notable part of a table: what leads it, its highest and lowest row, its course, how far two rows are apart."""

from collections.abc import Iterable
from datetime import date

from assistant import naming
from assistant.compile.dimension import PLACE_FIELDS, has_order
from assistant.told import Row, Told

LISTED = 3
COURSES = ("week", "month", "quarter")
PARTS = {"age_band", "gender", "dwell_band", "frequency_band", "home_district", "home_city", "home_region"}
"""Rows that are parts of one figure: everybody has one age and one home."""


def beyond(told: Told) -> str:
    """What lies beyond a threshold: how many rows, and the first of them."""
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


def table(told: Told) -> str:
    """A few rows as they are, the first ones of a list that is led by somebody, else the highest and the lowest."""
    plan, words = told.compiled.plan, told.words
    said = {"where": told.where, "measure": told.subject, "by": naming.breakdown(plan, words), "when": told.when}
    if plan.change:
        said |= {"measure": words("say.change_of", measure=said["measure"]), "when": naming.when(plan, words)}
    if _are_two_times(told):
        return _two_times(told)
    if plan.ranking and not plan.ranking.per:
        return _ranked(told, said)
    if len(told.rows) <= LISTED or not _known(told):
        return " ".join([words("say.rows", **said, list=_listed(told, told.rows[:LISTED])), *_apart(told)])
    return " ".join([_extremes(told, said), *_course(told)])


def _ranked(told: Told, said: dict[str, str]) -> str:
    plan, words = told.compiled.plan, told.words
    if len(told.rows) == 1 and plan.ranking and not plan.ranking.skip:
        return words("say.highest" if plan.ranking.descending else "say.lowest", **said, row=_pair(told, told.rows[0]))
    first = [f"{n}. {_pair(told, row)}" for n, row in enumerate(told.rows[:LISTED], 1 + told.skipped)]
    return words("say.top", **said, list=", ".join(first))


def _extremes(told: Told, said: dict[str, str]) -> str:
    plan, words, known = told.compiled.plan, told.words, _known(told)
    falling = sorted(known, key=lambda row: -told.number(row, told.main))
    if plan.ranking and plan.ranking.per:
        text = words("say.leading", **said, list=_listed(told, _first_of_each(told, falling)[:LISTED]))
    elif len(told.dimensions) == 1 and not has_order(told.dimensions[0].field):
        text = words("say.leading", **said, list=_listed(told, falling[:LISTED]))
    else:
        text = words("say.extremes", **said, high=_pair(told, falling[0]), low=_pair(told, falling[-1]))
    if not _adds_up(told):
        return text
    return words("say.with_sum", text=text.removesuffix("."), sum=words.number(_sum(told)))


def _first_of_each(told: Told, falling: list[Row]) -> list[Row]:
    """The best row of each city, of a ranking per city."""
    outer = told.dimensions[:-1]
    best: dict[tuple[object, ...], Row] = {}
    for row in falling:
        best.setdefault(tuple(told.cell(row, d) for d in outer), row)
    return list(best.values())


def _known(told: Told) -> list[Row]:
    """The rows with a figure, those of unknown people only where there are no others."""
    shown = [row for row in told.rows if told.cell(row, told.main) is not None]
    return [row for row in shown if not any(told.cell(row, d) == "unknown" for d in told.dimensions)] or shown


def _course(told: Told) -> list[str]:
    """How far weeks or months have come: `Von Januar 2026 bis Juni 2026 sind das +12,3 %.`"""
    words, plan = told.words, told.compiled.plan
    if tuple(d.field for d in told.dimensions) not in {(unit,) for unit in COURSES} or plan.change or plan.share:
        return []
    first, last = told.rows[0], told.rows[-1]
    now, then = told.number(last, told.main), told.number(first, told.main)
    if not (now and then):
        return []
    change = words.percent(100 * now / then - 100, signed=True)
    return [words("say.course", first=_short(told, first), last=_short(told, last), change=change)]


def _short(told: Told, row: Row) -> str:
    """A week by its number alone."""
    start = told.cell(row, told.dimensions[0])
    if told.dimensions[0].field == "week" and isinstance(start, date):
        return told.words("period.week_number", week=start.isocalendar().week)
    return told.name(row)


def _apart(told: Told) -> list[str]:
    """How far the first of two rows is above the second: `Kurfürstendamm liegt 9,6 % über Zeil.`"""
    words, rows = told.words, sorted(_known(told), key=lambda row: -told.number(row, told.main))
    plan, fields = told.compiled.plan, [d.field for d in told.dimensions]
    plain = not (plan.change or plan.share) and len(fields) == len(told.measured) == 1 and fields[0] not in PARTS
    if not plain or not len(told.rows) == len(rows) == 2:
        return []
    above, below = (told.number(row, told.main) for row in rows)
    first, second = (told.name(row) for row in rows)
    if above >= 2 * below:
        return [words("say.times", first=first, second=second, times=words.number(round(above / below, 1)))]
    return [words("say.above", first=first, second=second, change=words.percent(100 * above / below - 100))]


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
        measure=told.subject,
        then=f"{told.name(then)} {words.plain(told.cell(then, told.main), told.main)}",
        now=f"{told.name(now)} {words.plain(told.cell(now, told.main), told.main)}",
        change=words.percent(change, signed=True),
    )


def _adds_up(told: Told) -> bool:
    """Whether the rows are parts of a figure that has the same home as they have."""
    whole = told.compiled.plan.ranking is None and told.main.name in ("visits", "trips")
    return whole and all(c.field in PLACE_FIELDS for c in told.dimensions)


def _sum(told: Told) -> float:
    return sum(told.number(row, told.main) for row in told.rows)


def _listed(told: Told, rows: Iterable[Row]) -> str:
    return ", ".join(_pair(told, row) for row in rows)


def _pair(told: Told, row: Row) -> str:
    """`Samstag, 27. Juni 2026 (38.958)`; a share with the count behind it, a part with its share."""
    words, main = told.words, told.main
    if main.name == "share_pct":
        shown = [words.plain(told.cell(row, c), c) for c in (main, told.measured[0])]
    elif told.compiled.plan.change or len(told.measured) == 1:
        short = words.figure if main.kind == "minutes" else words.plain
        shown = [short(told.cell(row, main), main), *_part(told, row)]
    else:
        shown = [told.spoken(row, c) for c in told.measured[:LISTED]]
    return _in_brackets(told.name(row), "; ".join(shown))


def _part(told: Told, row: Row) -> list[str]:
    """The share of a part in all that is shown; nothing for rows that are no parts of one figure."""
    plan = told.compiled.plan
    fields = {d.field for d in told.dimensions}
    parts = (fields <= PARTS and len(fields) == len(told.dimensions) == 1) or _adds_up(told)
    plain = not (plan.change or plan.ranking) and told.main.kind == "count" and not told.main.mean
    return [told.words.percent(100 * told.number(row, told.main) / _sum(told))] if parts and plain else []


def _in_brackets(name: str, shown: str) -> str:
    """A name that ends in brackets takes the figure into them."""
    return f"{name.removesuffix(')')}; {shown})" if name.endswith(")") else f"{name} ({shown})"
