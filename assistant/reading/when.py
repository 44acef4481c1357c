"""A time that was said, and the slots of a template that says one, as numbers, months and dates."""

from dataclasses import dataclass
from datetime import date

from assistant.plan import Period
from assistant.reading import calendar_days as cal
from assistant.reading.lexicon import Lexicon
from assistant.reading.phrase import Span


@dataclass(frozen=True)
class When:
    """A span said in the question; `weekday` if only these days of it; `running` if it was called the current one;
    `key` is the template that said it; `parts` its two ends, where it was said by them; `choices` the spans it can
    mean, where it can mean several (`the middle of May`)."""

    period: Period
    weekday: int | None = None
    running: bool = False
    key: str = ""
    parts: tuple[Period, ...] = ()
    choices: tuple[Period, ...] = ()


class Slots:
    """What the slots of matched templates stand for, seen from `today`; `first_day` is that of the data."""

    def __init__(self, lex: Lexicon, today: date, first_day: date) -> None:
        self._lex, self.today, self.first_day = lex, today, first_day

    def number(self, span: Span, slot: str, nth: int = 1) -> int | None:
        """A slot as a number."""
        text = span.slot(slot, nth)
        return None if text is None else int(self._lex.value(slot, text))

    def unit(self, span: Span) -> str:
        """The unit a template names."""
        return self._lex.value("unit", span.slot("unit") or "")

    def named(self, span: Span, slot: str) -> str:
        """The key of a named thing."""
        return self._lex.value(slot, span.slot(slot) or "")

    def year(self, span: Span) -> int:
        """The year said, else this year."""
        return self.number(span, "year") or self.today.year

    def month(self, span: Span, nth: int = 1) -> int:
        """A month's number."""
        return self.number(span, "month", nth) or 1

    def whole_month(self, span: Span) -> Period:
        """A month with its year, in words or figures (`2026-05`)."""
        figures = span.slot("yearmonth")
        if figures:
            year, month = figures[1:].split("-")
            return cal.months(int(year), int(month))
        return cal.months(self.year(span), self.month(span))

    def on(self, span: Span, nth: int = 1, month: int = 1) -> date:
        """A day of a month."""
        return date(self.year(span), self.month(span, month), self.number(span, "day", nth) or 1)

    def stamp(self, span: Span, nth: int = 1) -> date:
        """A date written in figures; a missing year is this year."""
        return date.fromisoformat((span.slot("date", nth) or "")[1:].replace("....", str(self.today.year)))
