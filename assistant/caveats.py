"""What must be said with a figure: what was changed, what is not shown, what was not understood."""

from collections.abc import Iterable

from assistant.told import Told

LITTLE_COVERAGE = 0.95


def caveats(told: Told, coverage: float | None, hidden: int | None, ignored: Iterable[str] = ()) -> list[str]:
    """The sentences that go with an answer; `coverage` 0-1, `hidden` the groups not shown, `ignored` words."""
    words, days = told.words, told.reference
    notes = [
        words(f"caveat.{n}", first=words.day(days.first_day), last=words.day(days.last_day))
        for n in told.compiled.notes
    ]
    if hidden and told.rows:
        notes.append(words.counted("caveat.hidden", hidden))
    if coverage is not None and coverage < LITTLE_COVERAGE and told.rows:
        notes.append(words("caveat.coverage", share=words.percent(100 * coverage)))
    if unused := ", ".join(ignored):
        notes.append(words("caveat.not_understood", words=unused))
    return notes
