"""What compiling gives: a statement with the meaning of its columns, or the reason why the tables cannot answer."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from sqlglot import exp

from assistant.plan import Plan

Kind = Literal["dimension", "count", "minutes", "ratio", "percent", "points", "index", "rank", "size"]


@dataclass(frozen=True)
class Column:
    """A column of the result. `field` names the dimension or the measure it is about, `unit` what it counts in.

    `mean` is "date", "week" or "month" where the figure is the mean over days, weeks or months.
    """

    name: str
    kind: Kind
    field: str
    unit: str = ""
    mean: str = ""


@dataclass(frozen=True)
class Compiled:
    """A self-contained DuckDB statement over the catalogue's tables, before thresholds.

    `plan` is the plan as it was answered: periods clipped to the data, breakdowns added; `notes` are keys of what was
    changed and must be said. `main` is the column the question is about. `expected_rows` is the size of the finite
    grid the rows come from, None without one.
    """

    select: exp.Query
    columns: tuple[Column, ...]
    main: str
    plan: Plan
    tables: tuple[str, ...]
    notes: tuple[str, ...] = ()
    expected_rows: int | None = None

    @cached_property
    def sql(self) -> str:
        """The statement as text."""
        return self.select.sql("duckdb")


@dataclass(frozen=True)
class Unanswerable:
    """The tables cannot answer this plan. `reason` is a key of the phrases, `fields` what it is about."""

    reason: str
    fields: tuple[str, ...] = ()


class CannotAnswerError(Exception):
    """Carries an Unanswerable up to `compile_plan`; never leaves this package."""

    def __init__(self, reason: str, *fields: str) -> None:
        super().__init__(reason)
        self.outcome = Unanswerable(reason, fields)
