"""From a typed plan to a self-contained DuckDB statement over the tables of the catalogue.

`compile_plan` knows places and days, never a figure; what it writes is a draft that the gate judges like any other.
"""

from sqlglot import exp

from assistant.compile.comparison import build
from assistant.compile.coverage import coverage_sql
from assistant.compile.dimension import grid_size
from assistant.compile.home import places_of
from assistant.compile.named import Named, pointed_at
from assistant.compile.outcome import CannotAnswerError, Column, Compiled, Unanswerable
from assistant.compile.ranking import ranked
from assistant.compile.settle import settle
from assistant.plan import Period, Plan
from guardrails.reference import Reference

__all__ = ["Column", "Compiled", "Named", "Unanswerable", "compile_plan", "coverage_sql"]


def compile_plan(plan: Plan, reference: Reference, named: Named | None = None) -> Compiled | Unanswerable:
    """The statement that answers a plan, or why none does; `named`: the row of an earlier ranking it is about."""
    try:
        settled, notes = settle(plan, reference)
        block = ranked(build(settled, reference), settled)
        select = pointed_at(block.select, named, _ranking(named, reference)) if named else block.select
    except CannotAnswerError as cannot:
        return cannot.outcome
    return Compiled(
        select=select,
        columns=block.columns,
        main=block.main,
        plan=settled,
        tables=block.tables,
        notes=tuple(dict.fromkeys((*notes, *block.notes))),
        expected_rows=_expected(settled, reference),
    )


def _ranking(named: Named, reference: Reference) -> exp.Query:
    settled, _ = settle(named.plan, reference)
    return ranked(build(settled, reference), settled).select


def _expected(plan: Plan, reference: Reference) -> int | None:
    """How many rows the grid has; None if it is open (home areas) or only part of it was asked for."""
    ranking = plan.ranking
    if plan.threshold or plan.change_over == "steps" or (ranking and (ranking.limit or ranking.position_of)):
        return None
    periods = plan.periods or (Period(first=reference.first_day, last=reference.last_day),)
    return grid_size(plan.model_copy(update={"periods": periods}), places_of(plan, reference))
