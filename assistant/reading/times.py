"""Which spans the plan asks for: said ones, those told by another one, defaults; and whether the data covers them."""

from dataclasses import dataclass, field
from datetime import date

from assistant.plan import Period
from assistant.reading import calendar_days as cal
from assistant.reading.calendar_days import DAY
from assistant.reading.facts import Facts
from assistant.reading.when import When

_SATURDAY = 6
_STEPS = ("date", "week", "month", "quarter")
_APART = (
    "halves",
    "around",
    "around_start",
    "carried",
    "days",
    "days_against",
    "weekday_of",
    "weekend_of",
    "weekday_of_each",
    "quarters",
)
_SEEN = ("previous_same", "following")  # seen from today itself, where no other time is named
_STOPS = tuple("-–—:;.!?")


@dataclass
class Times:
    """Periods in order of the calendar; `declined` says why none can be answered."""

    periods: list[Period] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    declined: str | None = None


def times(facts: Facts, today: date, *, comparing: bool, pairwise: bool) -> Times:
    """The periods of a question. `comparing`: one is held against another; `pairwise`: `from A to B` is two."""
    found = Times()
    whens = _asked(facts)
    periods = [p for when in whens for p in _ends(when, pairwise, comparing)]
    told = _told(facts, whens, today, comparing)
    periods = list(dict.fromkeys([*periods, *told]))
    periods = _narrowest(periods) if not (comparing or told) else periods
    running = {when.period for when in whens if when.running}
    for period in sorted(periods, key=lambda p: (p.first, p.last)):
        clipped, why = covered(period, period in running, facts)
        if clipped is None:
            found.declined = why
        else:
            found.periods.append(clipped)
            found.assumptions += ["running_period"] if clipped != period else []
    return found


def _ends(when: When, pairwise: bool, comparing: bool) -> tuple[Period, ...]:
    apart = pairwise or when.key in _APART or (comparing and when.key in ("last_n", "to"))
    return when.parts if when.parts and apart else (when.period,)


def _asked(facts: Facts) -> list[When]:
    """The times said, without a day to come that closes a clause of its own: `we meet tomorrow - how many in May?`"""
    marks = [token for token in facts.phrase.tokens if token.norm.startswith("¶")]
    whens = facts.said_times()
    aside = [
        when
        for token, when in zip(marks[:-1], whens, strict=False)
        if when.period.first > facts.reference.last_day and facts.question[token.end :].lstrip()[:1] in _STOPS
    ]
    return [when for when in whens if when not in aside]


def whole(facts: Facts) -> Period:
    """The span of the data."""
    return Period(first=facts.reference.first_day, last=facts.reference.last_day)


def last_full_month(today: date) -> Period:
    """The month before the one `today` lies in."""
    return cal.unit_at("month", today, 1)


def _told(facts: Facts, whens: list[When], today: date, comparing: bool) -> list[Period]:
    """Periods told by another one: `the week before`, `Vormonat`, `last year`."""
    result: list[Period] = []
    series = any(set(_STEPS) & {s.key, *facts.dimensions(s)} for s in facts.said("by"))
    if series and not whens:
        return result  # each month against the one before
    for span in facts.said("previous"):
        unit = unit_of(facts, span.key, span.slot("unit"))
        if not whens and not comparing and unit and not span.key.startswith(_SEEN):
            result.append(cal.unit_at(unit, today, 1))
            continue
        alone = span.key.startswith(_SEEN)
        anchor = whens[0].period if whens else cal.day(today) if alone else cal.unit_at(unit or "month", today, 1)
        result += [anchor] if not (whens or alone) else []
        result.append(earlier(facts, span.key, anchor, unit, facts.number(span) or 1, span.slot("weekday")))
    return result


def unit_of(facts: Facts, key: str, text: str | None) -> str | None:
    """The unit a word for an earlier period names."""
    if text:
        return facts.lex.value("unit", text)
    unit = key.removeprefix("previous_").removeprefix("same_").removeprefix("following_")
    return unit if unit in ("day", "week", "month", "quarter", "year") else None


def earlier(facts: Facts, key: str, anchor: Period, unit: str | None, count: int, weekday: str | None) -> Period:
    """The period a word such as `Vormonat` means, seen from `anchor`."""
    if weekday:
        number = int(facts.lex.value("weekday", weekday))
        if key.startswith("following"):
            return cal.day(cal.weekday_after(anchor.last, number))
        return cal.day(cal.weekday_before(anchor.first, number))
    if key.startswith("previous_same") and unit:
        return cal.back(anchor, unit)
    if key.startswith("following"):
        return later(anchor, unit or anchor.grain)
    if key == "previous_n" and unit == "week" and anchor.days == 1:
        return cal.before(anchor, unit, count)
    if key == "previous_weekend":
        return cal.weekend(cal.weekday_before(anchor.first, _SATURDAY))
    if key == "previous_n" and unit:
        length = count * {"day": 1, "week": 7}.get(unit, 0) * DAY
        return (
            Period(first=anchor.first - length, last=anchor.first - DAY) if length else cal.before(anchor, unit, count)
        )
    return cal.before(anchor, unit, count)


def later(period: Period, unit: str) -> Period:
    """The unit after a period; a week after a day is the same weekday, after any other span as many days."""
    if unit == "span":
        return Period(first=period.last + DAY, last=period.last + (period.last - period.first) + DAY)
    if unit == "week" and period.days == 1:
        return cal.day(period.first + 7 * DAY)
    return cal.unit_at(unit, period.last + DAY)


def _narrowest(periods: list[Period]) -> list[Period]:
    """Without spans that only frame another one (`in May ... on Saturday 16 May`)."""
    return [p for p in periods if not any(q != p and p.first <= q.first and q.last <= p.last for q in periods)]


def covered(period: Period, running: bool, facts: Facts) -> tuple[Period | None, str]:
    """The period as far as the data go (only a running one is clipped), or None and why not."""
    first, last = facts.reference.first_day, facts.reference.last_day
    if period.first > last:
        return None, "future"
    if period.last < first or (period.first < first and not running):
        return None, "outside_period"
    if period.last > last and not running:
        return None, "future"
    if first <= period.first and period.last <= last:
        return period, ""
    return Period(first=max(first, period.first), last=min(last, period.last)), ""
