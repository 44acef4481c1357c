"""What one row of the answer stands for, and how rows are ranked or counted."""

from dataclasses import dataclass, field
from typing import get_args

from assistant.plan import Dimension, Ranking, Threshold
from assistant.reading.facts import Facts
from assistant.reading.phrase import Span
from assistant.reading.roles import is_flow

_MEAN = "_mean"  # ending of the relations to the mean of the rows
_COMMON = ("date", "week", "month", "quarter", "place", "city", "district", "region", "country", "origin")
_ASCENDING = ("bottom", "second_bottom", "bottom_visitors", "list_up", "shortest", "lowest")
HOMES = {"district": "home_district", "city": "home_city", "region": "home_region", "place": "home_city"}


@dataclass
class Rows:
    """Dimensions in the order said, those a ranking is about, and the ranking itself.

    `types`: mentions that served as a noun for rows (`which station`); `counted`: a threshold whose rows were named."""

    by: list[Dimension] = field(default_factory=list)
    ranked: Dimension | None = None
    ranking: Ranking | None = None
    threshold: Threshold | None = None
    types: set[int] = field(default_factory=set)
    position: bool = False
    asked_where: bool = False
    counted: bool = False


def rows(facts: Facts) -> Rows:
    """Breakdown, ranking and threshold of a question."""
    found = Rows()
    for span in facts.said("by"):
        _broken_down(facts, span, found)
    _bare(facts, found)
    _ranked(facts, found)
    _limited(facts, found)
    return found


def _broken_down(facts: Facts, span: Span, found: Rows) -> None:
    if span.key == "age_gender":
        names = ["age_band", "gender"]
    elif span.key == "area_place":
        names = ["place"]
    else:
        names = list(facts.dimensions(span)) or [span.key]
    for name in names:
        _add(found, name)
    _note_types(facts, span, found)


def _note_types(facts: Facts, span: Span, found: Rows) -> None:
    found.types |= {n for text in span.slots("thing") if (n := facts.thing(text)[1]) is not None}


def _add(found: Rows, name: str) -> None:
    names = ["origin", "destination"] if name == "od" else [name]
    for each in names:
        if each in get_args(Dimension) and each not in found.by:
            found.by.append(_dimension(each))


def _dimension(name: str) -> Dimension:
    return next(d for d in get_args(Dimension) if d == name)


def _bare(facts: Facts, found: Rows) -> None:
    """Nouns that stand alone: rare ones are a breakdown (`Districts please`), common ones need a ranking."""
    for span in facts.said("bare"):
        text = span.slots("thing")[0]
        name, number = facts.thing(text)
        if number is None and name not in _COMMON:
            _add(found, name)


def _ranked(facts: Facts, found: Rows) -> None:
    spans = facts.said("rank")
    order = next((s for s in spans if s.key not in ("which", "where", "who", "position")), None)
    better = facts.has("compare", "which_better")
    which = [s for s in spans if s.key == "which"]
    for span in spans:
        _note_types(facts, span, found)
    found.position = facts.has("rank", "position")
    found.asked_where = facts.has("rank", "where", "who")
    things = [(s, name) for s in (*which, *spans, *facts.said("bare")) for name in facts.dimensions(s)]
    if any(name.startswith("home_") for _, name in things):
        things = [(s, name) for s, name in things if name not in HOMES]
    # `Top 3 home cities`, `which hour is the busiest`, `biggest first, by city`
    ranked = next((name for s, name in things if s.section == "rank"), None) or next((n for _, n in things), None)
    if order is None and not (better and which) and not found.position:
        for name in (n for s, n in things if s.key == "which"):
            _add(found, name)
        return
    ranked = ranked or ("date" if _weekdays_ranked(facts, spans) else None)
    if ranked:
        _add(found, ranked)
        found.ranked = _dimension("origin" if ranked == "od" else ranked)
    elif which and not found.by and any(not s.slots("thing") for s in which):
        _add(found, "hour")
        found.ranked = "hour"
    elif found.by:
        found.ranked = found.by[-1]
    found.ranking = _ranking(facts, spans, order, which)


def _weekdays_ranked(facts: Facts, spans: list[Span]) -> bool:
    """`which Sunday`, `the three busiest Saturdays`: days are ranked."""
    ends = {s.last for s in spans if s.key not in ("list", "list_up")}
    days = [s for s in facts.said("days", "weekday") if s.last - s.first == 1]  # `peak on Mondays` ranks the hours
    return any(s.slots("weekday") for s in spans) or any(s.first in ends for s in days)


def _ranking(facts: Facts, spans: list[Span], order: Span | None, which: list[Span]) -> Ranking:
    key = "list_up" if any(s.key == "list_up" for s in spans) else order.key if order else "top"
    number = next((n for s in (*spans, *facts.said("asks")) if (n := facts.number(s))), None)
    whole = any(s.key in ("list", "list_up", "position") for s in spans)
    days = facts.said("days", "weekday") if _weekdays_ranked(facts, spans) else []
    told = [text for s in (*spans, *days) for text in (*s.slots("thing"), *s.slots("weekday"))]
    plural = any(_plural(facts, text) for text in told)
    limit = number or (None if whole or plural else 1)
    skip = {"second": 1, "second_bottom": 1, "third": 2}.get(key, 0)
    return Ranking(descending=_descending(facts, key), limit=1 if skip else limit, skip=skip)


def _descending(facts: Facts, key: str) -> bool:
    """Largest first? What fell the most has the smallest change, the slowest day the fewest visits."""
    if key in ("slowest", "fastest"):
        return (key == "slowest") == is_flow(facts)
    return (key not in _ASCENDING) != facts.has("change", "fell")


def _plural(facts: Facts, text: str) -> bool:
    number = facts.thing(text)[1]
    return facts.mentions[number].many if number is not None else text.rsplit(" ", maxsplit=1)[-1] in facts.lex.plurals


def _limited(facts: Facts, found: Rows) -> None:
    spans = facts.said("threshold")
    counted = facts.said("count")
    if not spans:
        return
    relation = spans[0].key.removesuffix(_MEAN)
    number = None if relation != spans[0].key else float(spans[0].slot("big") or facts.number(spans[0]) or 0)
    found.threshold = Threshold.model_validate({"relation": relation, "value": number, "count": bool(counted)})
    named = [n for s in (*counted, *facts.said("rank", "which"), *facts.said("bare")) for n in facts.dimensions(s)]
    if any(d == "weekday" for s in counted for d in facts.dimensions(s)):
        named = ["date"]
    for span in (*counted, *facts.said("bare")):
        _note_types(facts, span, found)
    found.counted = bool(found.by or named)
    if not found.by:
        _add(found, named[0] if named else "place" if found.types else "date")
    found.ranking = None
