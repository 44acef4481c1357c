"""Filters: age, gender, dwell, frequency, hours, dayparts, weekdays. A bound no band has is declined."""

from dataclasses import dataclass, field
from itertools import pairwise

from assistant.plan import Filter, FilterField
from assistant.reading.facts import Facts
from assistant.reading.phrase import Span
from assistant.reading.text import fold

AGES = {"18-24": (18, 24), "25-34": (25, 34), "35-44": (35, 44), "45-54": (45, 54), "55-64": (55, 64), "65+": (65, 199)}
DWELLS = {
    "0-5": (0, 5),
    "5-15": (5, 15),
    "15-30": (15, 30),
    "30-60": (30, 60),
    "60-120": (60, 120),
    "120+": (120, 9999),
}
FREQUENCIES = {"1": (1, 1), "2-3": (2, 3), "4-7": (4, 7), "8+": (8, 9999)}
DAYPARTS = {"night": (0, 5), "morning": (6, 10), "midday": (11, 13), "afternoon": (14, 17), "evening": (18, 23)}
_YOUNGEST = 18
_EARLIEST = 6  # when a rush of the morning can begin
_OF_DAYS = ("days", "by", "average", "compare", "rank", "count")
_PARTS_OF_DAY = ("morning", "lunch", "later", "rush")


@dataclass
class Conditions:
    """Values kept and left out by field; `declined` is the reason key of a bound no band has."""

    kept: dict[FilterField, list[str]] = field(default_factory=dict)
    left_out: dict[FilterField, list[str]] = field(default_factory=dict)
    declined: str | None = None

    def keep(self, name: FilterField, values: list[str]) -> None:
        """Add values, each once."""
        known = self.kept.setdefault(name, [])
        known += [value for value in values if value not in known]

    def filters(self) -> tuple[Filter, ...]:
        """As filters of a plan, values in their natural order."""
        kept = [Filter(field=name, values=tuple(sorted(v, key=_order))) for name, v in self.kept.items()]
        out = [
            Filter(field=name, values=tuple(sorted(v, key=_order)), exclude=True) for name, v in self.left_out.items()
        ]
        return (*kept, *out)


def conditions(facts: Facts) -> Conditions:
    """All filters of a question but homes."""
    found = Conditions()
    carried = _carried_out(facts)
    for span in (s for s in facts.said("filters") if s not in carried):
        name, _, values = span.key.partition("=")
        found.keep(_field(name), values.split(","))
    for span in facts.spans:
        if span.section in _OF_DAYS and span.slots("weekday") and span not in carried:
            found.keep("weekday", _weekdays(facts, span))
    if any(d == "weekday" for s in facts.said("count") for d in facts.dimensions(s)):
        found.keep("weekday", list("12345"))  # `how many weekdays had ...` counts days
    for when in facts.said_times():
        if when.weekday:
            found.keep("weekday", [str(when.weekday)])
    _bands(facts, found)
    _hours(facts, found)
    _left_out(facts, found)
    return found


def _field(name: str) -> FilterField:
    return Filter.model_validate({"field": name, "values": ()}).field


def _weekdays(facts: Facts, span: Span) -> list[str]:
    days = [int(facts.lex.value("weekday", text)) for text in span.slots("weekday")]
    if not days or span.key != "range":
        return [str(d) for d in days]
    after = (days[-1] - days[0]) % 7  # `Saturday to Monday` goes on into the next week
    return [str((days[0] + n - 1) % 7 + 1) for n in range(after + 1)]


def _bands(facts: Facts, found: Conditions) -> None:
    for span in facts.said("ages"):
        low, high = _bounds(facts, span, top=199)
        high = 24 if high < _YOUNGEST else high
        _keep_bands(found, "age_band", AGES, 18 if span.key == "under" else low, high, "age_bands")
    for span in facts.said("dwell"):
        numbers = [facts.number(span, "n", i) or 0 for i in range(1, len(span.slots("n")) + 1)]
        units = [int(facts.lex.value("minutes", text)) for text in span.slots("minutes")]
        ends = [n * units[min(i, len(units) - 1)] for i, n in enumerate(numbers)]
        low, high = {"at_least": (ends[0], 9999), "at_most": (0, ends[0])}.get(span.key, (ends[0], ends[-1]))
        _keep_bands(found, "dwell_band", DWELLS, low, high, "dwell_bands")
    told = facts.said("frequencies")
    if told:
        found.kept.pop("frequency_band", None)
    for span in told:
        low, high = _bounds(facts, span, top=9999)
        _keep_bands(found, "frequency_band", FREQUENCIES, low, high, "frequency_bands")


def _bounds(facts: Facts, span: Span, top: int) -> tuple[int, int]:
    first = facts.number(span) or 0
    second = facts.number(span, "n", 2)
    if span.key in ("over", "at_least"):
        return first + (1 if span.key == "over" and first % 10 == 4 else 0), top
    if span.key == "more_than":
        return first + 1, top
    if span.key == "under":
        return 0, first - 1 if first % 10 == 5 or first % 10 == 0 else first
    return first, second if second is not None else first


def _keep_bands(
    found: Conditions, name: FilterField, bands: dict[str, tuple[int, int]], low: int, high: int, why: str
) -> None:
    inside = [band for band, (a, b) in bands.items() if low <= a and b <= high]
    exact = inside and bands[inside[0]][0] == low and bands[inside[-1]][1] == high
    if exact:
        if name == "age_band" and name in found.kept and set(inside) <= set(found.kept[name]):
            return
        found.keep(name, inside)
    else:
        found.declined = why


def _hours(facts: Facts, found: Conditions) -> None:
    for span in facts.said("hours"):
        hours = _clock(facts, span)
        if not hours:
            found.declined = "hours"
        found.keep("hour", [str(h) for h in hours])
    said = found.kept.get("hour")
    parts = found.kept.get("daypart", [])
    if said and parts:
        del found.kept["daypart"]


def _clock(facts: Facts, span: Span) -> list[int]:
    numbers = [facts.number(span, "n", i) for i in range(1, len(span.slots("n")) + 1)]
    halves = [int(facts.lex.value("half", text)) for text in span.slots("half")]
    noons = [int(facts.lex.value("noon", text)) for text in span.slots("noon")]
    ends = [n for n in numbers if n is not None]
    if span.key == "between":
        return list(range(*_from_to(ends, halves, noons)))
    if span.key == "outside":
        return [*range(ends[0]), *range(ends[1], 24)] if ends[0] < ends[1] else []
    if span.key in _PARTS_OF_DAY:
        return _told_part(span.key, *ends)
    at = noons[0] if noons else _half(ends[0], halves[0] if halves else None)
    if at > 24 or (halves and ends[0] > 12):
        return []
    return list({"before": range(0, at), "after": range(at, 24)}.get(span.key, range(at, at + 1)))


def _told_part(key: str, first: int, last: int) -> list[int]:
    """Hours beside a part of the day, which tells whether they count from midnight or noon: `evenings 5 to 8`."""
    if key == "later" or (key == "rush" and first < _EARLIEST):
        first, last = (hour + 12 if hour < 12 else hour for hour in (first, last))
    return list(range(first, last + (12 if last < first <= 12 else 0)))


def _from_to(ends: list[int], halves: list[int], noons: list[int]) -> tuple[int, int]:
    if noons:
        noon = noons[0] or 24
        other = _half(ends[0], halves[0] if halves else None)
        return (other, noon) if other < noon else (noon, other)
    first, last = ends
    if not halves:
        return first, last
    stop = _half(last, halves[-1])
    if len(halves) > 1:
        return _half(first, halves[0]), stop or 24
    start = _half(first, halves[0])
    return (start if start < (stop or 24) else first), stop or 24


def _half(hour: int, half: int | None) -> int:
    return hour if half is None else hour % 12 + half


def _left_out(facts: Facts, found: Conditions) -> None:
    for span in facts.said("roles", "exclude_weekday"):
        found.left_out.setdefault("weekday", []).extend(_weekdays(facts, span))
    if facts.has("roles", "exclude_weekend"):
        found.left_out["weekday"] = ["6", "7"]
    for span in _carried_out(facts):
        name = _out_as(span) or "weekday"
        days = _weekdays(facts, span) if span.section == "days" else span.key.partition("=")[2].split(",")
        found.left_out.setdefault(name, []).extend(days)
    if facts.has("roles", "exclude_holiday"):
        found.left_out["is_public_holiday"] = ["true"]


def _carried_out(facts: Facts) -> list[Span]:
    """What else is left out: `except on Sundays and holidays` - days joined to days that are left out."""
    joins = {fold(word) for word in facts.lex.vocabulary.conjunctions}
    out: list[Span] = []
    for before, span in pairwise(facts.spans):
        between = [t.norm for t in facts.phrase.tokens[before.last : span.first]]
        joined = len(between) == 1 and between[0] in joins
        if joined and (before in out or before.key.startswith("exclude_")) and _out_as(span):
            out.append(span)
    return out


def _out_as(span: Span) -> FilterField | None:
    """The field of days a span can leave out."""
    if span.section == "days":
        return "weekday"
    name = span.key.partition("=")[0]
    return _field(name) if span.section == "filters" and name in ("weekday", "is_public_holiday") else None


def _order(value: str) -> tuple[int, str]:
    digits = value.split("-", maxsplit=1)[0].rstrip("+")
    return (int(digits), value) if digits.isdigit() else (0, value)
