"""The notable part of a table: its highest and lowest row, what it adds up to, what lies beyond a threshold."""

from collections.abc import Iterable

from assistant import naming
from assistant.compile.dimension import PLACE_FIELDS
from assistant.told import Row, Told

LISTED = 3


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
    """A few rows as they are, the first ones of a ranking, else the highest and the lowest."""
    plan, words = told.compiled.plan, told.words
    said = {"where": told.where, "measure": told.subject, "by": naming.breakdown(plan, words), "when": told.when}
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
        measure=told.subject,
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
        shown = [told.spoken(row, c) for c in told.measured[:LISTED]]
    return f"{told.name(row)} ({'; '.join(shown)})"
