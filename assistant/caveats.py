"""What must be said with a figure: what was changed, what is not shown, what was not understood."""

from collections.abc import Iterable
from typing import Literal

from assistant.compile.period import is_whole
from assistant.told import Told

LITTLE_COVERAGE = 0.95


def caveats(told: Told, coverage: float | None, hidden: int | None, ignored: Iterable[str] = ()) -> list[str]:
    """The sentences that go with an answer; `coverage` 0-1, `hidden` the groups not shown, `ignored` words."""
    words, days = told.words, told.reference
    notes = [
        words(f"caveat.{n}", first=words.day(days.first_day), last=words.day(days.last_day))
        for n in told.compiled.notes
    ]
    notes += _cut_units(told)
    if hidden and told.rows:
        notes.append(words.counted("caveat.hidden", hidden))
    if coverage is not None and coverage < LITTLE_COVERAGE and told.rows:
        notes.append(words("caveat.coverage", share=words.percent(100 * coverage)))
    if unused := ", ".join(ignored):
        notes.append(words("caveat.not_understood", words=unused))
    return notes


def _cut_units(told: Told) -> list[str]:
    """Weeks and months that do not fill the period: the former are left out, the latter cut."""
    rows, periods = {d.field for d in told.dimensions}, told.compiled.plan.periods
    cut: list[tuple[Literal["week", "month"], str]] = [("week", "whole_weeks"), ("month", "part_months")]
    return [
        told.words(f"caveat.{key}")
        for grain, key in cut
        if grain in rows and not all(is_whole(period, grain) for period in periods)
    ]
