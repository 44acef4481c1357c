"""What every chart is made from: a result with its question, and the words for its axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.comparison import Before
from assistant.compile.outcome import Column, Compiled
from assistant.wording import Value, Wording
from guardrails.reference import Reference
from warehouse.catalog import catalogue

Chart = dict[str, Any]
Row = Sequence[Value]
TIMES = ("date", "week", "month", "quarter")
NAMED_BY_NUMBER = (*TIMES, "hour")
PLAIN_NAMES = ("place", "other_place", "origin", "destination", "city", "home_city", "area", "period", *TIMES)
"""Dimensions whose values say themselves what they are: their axis needs no title."""


@dataclass(frozen=True)
class Frame:
    """A result to draw. `shown_as` is what the asker wished to see ("map", "profile"), '' if nothing was said;
    `before` the like period before a single figure."""

    compiled: Compiled
    rows: Sequence[Row]
    words: Wording
    title: str
    reference: Reference
    shown_as: str = ""
    before: Before | None = None

    @cached_property
    def main(self) -> Column | None:
        """The column the question is about; None where it is no figure that can be drawn."""
        found = next((c for c in self.compiled.columns if c.name == self.compiled.main), None)
        return None if found is None or found.kind == "rank" else found

    @cached_property
    def dimensions(self) -> list[Column]:
        """One column a dimension; the city that tells districts apart is no axis of its own."""
        return list({c.field: c for c in reversed(self.compiled.columns) if c.kind == "dimension"}.values())[::-1]

    @property
    def fields(self) -> list[str]:
        """The names of the dimensions."""
        return [column.field for column in self.dimensions]

    @property
    def chosen(self) -> bool:
        """Whether rows were left out on purpose: what is not there is then no gap."""
        plan = self.compiled.plan
        return plan.threshold is not None or (plan.ranking is not None and plan.ranking.limit is not None)

    @property
    def head(self) -> Chart:
        """What stands over every chart."""
        return {"title": self.title, "unit": self.unit}

    @property
    def unit(self) -> str:
        """What the figures count, as it is written on an axis."""
        main, words = self.main, self.words
        if main is None:
            return ""
        if main.kind in ("percent", "points"):
            return words("chart.change" if main.field in ("growth", "change") else "chart.share")
        measured = words(f"measure.{main.field}") if words.has(f"measure.{main.field}") else main.unit
        return words("chart.minutes", measure=measured) if main.kind == "minutes" else measured

    def at(self, column: Column) -> int:
        """Where a column stands in a row."""
        return self.compiled.columns.index(column)

    def values(self, column: Column) -> list[Value]:
        """A column's values, row by row."""
        at = self.at(column)
        return [row[at] for row in self.rows]

    def figures(self) -> list[Value]:
        """The main column's values, row by row; null is a figure that is not shown."""
        return self.values(self.main) if self.main else []

    def labels(self, column: Column, values: Sequence[Value], ranked: bool = False) -> list[str]:
        """Values as they stand on an axis: times as ISO dates and hours by number, unless they are ranked."""
        if column.field in NAMED_BY_NUMBER and not ranked:
            return [str(value) for value in values]
        return [self.words.value(column.field, value) for value in values]

    def axis(self, column: Column, values: Sequence[Value], ranked: bool = False) -> Chart:
        """The axis along a dimension."""
        dated = column.field in TIMES and not ranked
        return {
            "x": self.labels(column, values, ranked),
            "x_type": "date" if dated else "category",
            "x_title": self.name(column),
        }

    def name(self, column: Column) -> str:
        """A dimension's name for its axis; '' where its values say it."""
        known = catalogue().columns.get(column.field)
        if known is None or column.field in PLAIN_NAMES:
            return ""
        label = known.label[self.words.language]
        return label[:1].upper() + label[1:]

    def gap(self, figures: Sequence[Sequence[Value]]) -> str:
        """The words for a figure that is not shown, if there is one."""
        return self.words("value.none") if any(v is None for line in figures for v in line) else ""
