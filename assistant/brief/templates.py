"""Briefs that clients ask for again and again: questions with blanks for places and a month."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from assistant.answer import Language
from assistant.wording import Wording
from warehouse.catalog import read_yaml


@dataclass(frozen=True)
class Filled:
    """A template with its blanks filled in."""

    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """`asks` hold {place}, or {places} where it is about several at once; {month}, {day}, {weekday} for the time."""

    id: str
    name: str
    title: str
    asks: tuple[str, ...]

    @property
    def about_several(self) -> bool:
        """Whether all places are asked about together."""
        return any("{places}" in ask for ask in self.asks)

    @property
    def about_a_day(self) -> bool:
        """Whether it needs the day of an event."""
        return any("{day}" in ask for ask in self.asks)

    def filled(self, places: tuple[str, ...], when: date, told: Wording) -> "Filled":
        """Title and questions for places and the month of `when` or that day; those about one place for each."""
        listed = told.listed(places)
        time = {"month": told.month(when), "day": told.day(when), "weekday": told.weekday(when), "places": listed}
        each = ("",) if self.about_several else places
        return Filled(
            self.title.format(**time), tuple(ask.format(**time, place=place) for place in each for ask in self.asks)
        )


@cache
def templates(language: Language) -> tuple[Template, ...]:
    """The templates in a language, in the order they are offered."""
    read: Any = read_yaml(Path(__file__).parent / f"templates_{language}.yaml")
    return tuple(Template(id_, given["name"], given["title"], tuple(given["asks"])) for id_, given in read.items())
