"""The words of all faces (all files of strings/), on top of how answers write numbers, dates and values."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from babel.dates import format_date, format_skeleton

from assistant import wording as answers
from assistant.answer import Language
from warehouse.catalog import read_yaml

TENTH = 0.1


@dataclass(frozen=True)
class Wording(answers.Wording):
    """One language of the page."""

    @property
    def example_questions(self) -> tuple[str, ...]:
        """Templates of the questions on the opening screen; their fields are named in `opening.py`."""
        return tuple(self.phrases["page"]["examples"])

    def share(self, value: float) -> str:
        """0.982 -> 98 % (German) or 98% (English); one digit more for little ones."""
        return (
            self.percent(100 * value) if value < TENTH else f"{round(100 * value)}{chr(160) if self._german else ''}%"
        )

    def figure_or_gap(self, value: float | None) -> str:
        """A figure of a chart, or the word for one that is not shown."""
        return self("value.none") if value is None else self.number(value)

    def short_day(self, day: date) -> str:
        """`13. Juni`, `13 Jun`: for axes."""
        return str(format_skeleton("MMMd", day, locale=answers.LOCALES[self.language]))

    def short_month(self, day: date) -> str:
        """The month over its year: for axes."""
        return str(format_date(day, "LLL'<br>'yyyy", locale=answers.LOCALES[self.language]))

    def weekday_and_day(self, day: date) -> str:
        """`Samstag, 13. Juni 2026`."""
        return f"{self.weekday(day)}, {self.day(day)}"


@cache
def wording(language: Language) -> Wording:
    """The words of a language, read once."""
    phrases = dict(answers.wording(language).phrases)
    for file in sorted((Path(__file__).parent / "strings").glob(f"*{language}.yaml")):
        phrases |= cast("dict[str, dict[str, Any]]", read_yaml(file))
    return Wording(language, phrases)
