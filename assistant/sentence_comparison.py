"""A single figure beside the like period before it: as a sentence, and as the part of an Answer a page can draw."""

from dataclasses import dataclass

from assistant.answer import Comparison
from assistant.comparison import Before, is_sum
from assistant.compile.home import places_of
from assistant.compile.outcome import Column
from assistant.told import Told
from assistant.wording import Wording

LITTLE = 0.05
"""A change below this is shown as 0.0."""


@dataclass(frozen=True)
class _Held:
    """A figure and the one before it."""

    column: Column
    now: float
    then: float

    @property
    def change(self) -> float:
        """Percentage points of a share, else percent of the earlier figure."""
        return self.now - self.then if self.column.kind == "percent" else 100 * (self.now / self.then - 1)


def comparison(told: Told, before: Before) -> Comparison | None:
    """The main figure's comparison; None where one of the two is not shown."""
    held = _held(told, before, told.main)
    if held is None:
        return None
    kind = "change_points" if held.column.kind == "percent" else "change_percent"
    label = told.words.named_period(before.period)
    return Comparison.model_validate(
        {"label": label, "column": held.column.name, "value": held.then, kind: round(held.change, 1)}
    )


def against_before(told: Told, before: Before) -> list[str]:
    """`Im April 2026 waren es 79.100 – ein Plus von 4,2 % (bei 1 Tag mehr).` Empty where a figure is not shown."""
    columns = [told.main] if told.main.kind == "percent" else told.measured
    held = [h for h in (_held(told, before, c) for c in columns) if h]
    if not held:
        return []
    text = _one(told, before, held[0]) if len(held) == 1 else _several(told, before, held)
    return [text[0].upper() + text[1:], *_holidays(told, before)]


def _held(told: Told, before: Before, column: Column) -> _Held | None:
    then = before.figure(column.name)
    now = told.number(told.rows[0], column) if len(told.rows) == 1 else 0.0
    return _Held(column, now, then) if now and then else None


def _one(told: Told, before: Before, held: _Held) -> str:
    words = told.words
    way = "same" if abs(held.change) < LITTLE else "more" if held.change > 0 else "less"
    short = words.figure if held.column.kind == "minutes" else words.plain
    return words(
        f"before.{way}",
        when=_earlier(before, words),
        then=short(held.then, held.column),
        change=_size(held, words),
        days=_other_days(told, before),
    )


def _earlier(before: Before, words: Wording) -> str:
    """The period as the sentences of a language take it up: `im April 2026`, `am Samstag, 20. Juni 2026,`."""
    period = before.period
    key = "day" if period.days == 1 else "span" if period.grain == "span" else "unit"
    return words(f"before.at_{key}", when=words.when((period,)), period=words.named_period(period))


def _size(held: _Held, words: Wording) -> str:
    if held.column.kind == "percent":
        return words.counted("before.points", round(abs(held.change), 1))
    return words.percent(abs(held.change))


def _other_days(told: Told, before: Before) -> str:
    """` (bei 1 Tag mehr)`: months are not equally long, and a sum grows with the days."""
    if not is_sum(told.compiled):
        return ""
    more = told.compiled.plan.periods[0].days - before.period.days
    key = "before.days_more" if more > 0 else "before.days_fewer"
    return f" ({told.words.counted(key, abs(more))})" if more else ""


def _several(told: Told, before: Before, held: list[_Held]) -> str:
    words = told.words
    listed = words.listed(
        words(
            "before.figure",
            figure=words.figure(h.then, h.column),
            change=words.percent(h.change, signed=True),
        )
        for h in held
    )
    return words("before.several", when=_earlier(before, words), list=listed)


def _holidays(told: Told, before: Before) -> list[str]:
    """A single day that was a public holiday where the places lie, or the one it is held against."""
    plan, words = told.compiled.plan, told.words
    countries = {place.country for place in places_of(plan, told.reference)}
    days = {period.first for period in (*plan.periods, before.period) if period.days == 1}
    found = {h.date: h.name for h in told.reference.holidays if h.date in days and h.country in countries}
    return [words("before.holiday", day=words.day(day), name=name) for day, name in sorted(found.items())]
