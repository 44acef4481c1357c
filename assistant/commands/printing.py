"""An answer as plain text for a terminal."""

from collections.abc import Iterator

from assistant.answer import Answer
from assistant.commands.words import Words
from assistant.protection import protection_note
from assistant.wording import Value, Wording, wording
from warehouse.build_info import BuildInfo

MOST_ROWS = 40


def printed(answer: Answer, build: BuildInfo) -> str:
    """The sentence, the table, how it was read, how it was protected, and what else could be asked."""
    say = Words()
    say.speak(answer.language)
    return "\n".join(_parts(answer, build, say))


def _parts(answer: Answer, build: BuildInfo, say: Words) -> Iterator[str]:
    yield answer.message
    if len(answer.rows) > 1 or (answer.rows and len(answer.columns) > 1):
        yield ""
        yield from table(answer)
        if len(answer.rows) > MOST_ROWS:
            yield say("answer.more", count=len(answer.rows) - MOST_ROWS)
    if answer.status == "answered":
        yield ""
        yield from (f"{say('answer.why')} {answer.interpretation}",) if answer.interpretation else ()
        yield f"{say('answer.protection')} {protection_note(build, answer.threshold, answer.language)}"
    for title, lines in (("answer.choices", answer.choices), ("answer.suggestions", answer.suggestions)):
        if lines:
            yield from ("", say(title), *(f"  {line}" for line in lines))
    if answer.audit_id:
        yield f"{say('answer.record')} {answer.audit_id}"


def table(answer: Answer) -> Iterator[str]:
    """The first rows, in columns: numbers to the right, in the form of the language."""
    words = wording(answer.language)
    rows = [[_cell(value, column.name, words) for value, column in zip(row, answer.columns, strict=True)]
            for row in answer.rows[:MOST_ROWS]]  # fmt: skip
    lines = [[column.name for column in answer.columns], *rows]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    right = [all(isinstance(row[i], int | float | None) for row in answer.rows) for i in range(len(widths))]
    for line in lines:
        padded = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True))
        yield "  ".join(padded).rstrip()


def _cell(value: Value, column: str, words: Wording) -> str:
    if value is None:
        return "–"
    if isinstance(value, int | float) and not isinstance(value, bool) and column not in ("hour", "iso_week", "year"):
        return words.number(value)
    return str(value)
