"""A result with what it takes to tell it: its columns' meaning, its rows, the data's places and the language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant import naming
from assistant.compile.outcome import Column, Compiled
from assistant.plan import Period
from assistant.wording import Value, Wording
from guardrails.reference import Reference

Row = Sequence[Value]


@dataclass(frozen=True)
class Told:
    """A result with what it takes to tell it."""

    compiled: Compiled
    rows: tuple[Row, ...]
    reference: Reference
    words: Wording

    @property
    def main(self) -> Column:
        """The column the question is about."""
        return self.column(self.compiled.main)

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(c for c in self.compiled.columns if c.name == name)

    def cell(self, row: Row, column: Column) -> Value:
        """A row's value in a column."""
        return row[self.compiled.columns.index(column)]

    def number(self, row: Row, column: Column) -> float:
        """A row's figure as a number; 0 where it is not shown."""
        value = self.cell(row, column)
        return float(value) if isinstance(value, int | float) else 0.0

    @property
    def dimensions(self) -> list[Column]:
        """What a row stands for."""
        return [c for c in self.compiled.columns if c.kind == "dimension"]

    @property
    def measured(self) -> list[Column]:
        """The figures, without the number of days behind them."""
        return [c for c in self.compiled.columns if c.kind not in ("dimension", "size")]

    @property
    def where(self) -> str:
        """The places."""
        return naming.where(self.compiled.plan, self.reference, self.words)

    @property
    def when(self) -> str:
        """The period with its preposition."""
        return self.words.when(self.compiled.plan.periods)

    def name(self, row: Row) -> str:
        """What the row stands for, a day with its weekday."""
        return ", ".join(self._value(c.field, self.cell(row, c)) for c in self.dimensions)

    def _value(self, field: str, value: Value) -> str:
        if field == "date" and isinstance(value, date):
            return self.words.named_period(Period(first=value, last=value))
        return self.words.value(field, value)

    @property
    def skipped(self) -> int:
        """How many rows of a ranking come before the first one."""
        ranking = self.compiled.plan.ranking
        return ranking.skip if ranking else 0

    @property
    def subject(self) -> str:
        """The measure of the main figure with the groups it is about: `Besuche (Frauen)`."""
        plan, words = self.compiled.plan, self.words
        counted = next((c for c in self.measured if words.has(f"measure.{c.field}")), self.main)
        field = counted.field if words.has(f"measure.{counted.field}") else plan.measures[0]
        name = naming.mean_measure(field, counted.mean, words)
        groups = naming.filters(plan.filters, words)
        return f"{name} ({unbracketed(groups)})" if groups else name

    def spoken(self, row: Row, column: Column) -> str:
        """A figure with its unit and what it is the mean of: `durchschnittlich 19.189 Besucher pro Tag`."""
        figure = self.words.figure(self.cell(row, column), column)
        if self.words.has(f"average.{column.field}"):
            return self.words(f"average.{column.field}", figure=figure)
        return self.words(f"mean.{column.mean}", figure=figure) if column.mean else figure


def unbracketed(text: str) -> str:
    """A text that will stand in brackets, without its own: `abends, 18–24 Uhr`."""
    return text.replace(" (", ", ").replace(")", "")
