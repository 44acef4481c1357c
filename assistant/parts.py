"""An answered question as parts that can be changed by a click, each with other values that are all answerable."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant import alternatives, naming
from assistant.alternatives import Alternative
from assistant.answer import Language
from assistant.compile import Compiled, compile_plan
from assistant.compile.home import FLOWS
from assistant.plan import Plan
from assistant.wording import Wording, wording
from guardrails.reference import Reference

PartKind = Literal["place", "origin", "destination", "period", "measure", "filter", "breakdown"]
MOST = 6


@dataclass(frozen=True)
class Part:
    """A part of a question: its name (`Zeitraum`), what it is now (`Mai 2026`), and what it may be instead."""

    kind: PartKind
    name: str
    shown: str
    alternatives: tuple[Alternative, ...]


def parts(plan: Plan, reference: Reference, language: Language) -> tuple[Part, ...]:
    """The parts of an answered plan, at most MOST alternatives each; empty for a plan that cannot be answered.

    An alternative is a whole plan: `Session.change` answers it the way every question is answered.
    """
    compiled = compile_plan(plan, reference)
    if not isinstance(compiled, Compiled):
        return ()
    words, plan = wording(language), plan.model_copy(update={"change_over": compiled.plan.change_over})
    return tuple(
        Part(kind, words(f"part.{kind}"), shown, tuple(_answerable(found, compiled, reference)))
        for kind, shown, found in _parts(compiled, plan, reference, words)
    )


def _parts(
    compiled: Compiled, plan: Plan, reference: Reference, words: Wording
) -> Iterator[tuple[PartKind, str, Iterable[Alternative]]]:
    yield "measure", words.listed(naming.measures(compiled, words)), alternatives.measures(plan, words)
    everywhere = words("where.all")
    if set(FLOWS) & set(plan.measures) and not plan.areas:
        start = alternatives.places(plan, "origins", reference, words)
        yield "origin", naming.areas(plan.origins, words) or everywhere, start
        end = alternatives.places(plan, "destinations", reference, words)
        yield "destination", naming.areas(plan.destinations, words) or everywhere, end
    else:
        places = alternatives.places(plan, "areas", reference, words)
        yield "place", naming.where(plan, reference, words), places
    compared = naming.when(plan, words) if plan.change_over == "periods" else naming.period_names(plan, words)
    when = compared or words("part.whole_period")
    yield "period", when, alternatives.periods(plan, reference, words)
    for one in plan.filters:
        yield "filter", naming.filter_(one, words), alternatives.filters(plan, one, words)
    rows = naming.breakdown(plan, words) or words("part.no_breakdown")
    yield "breakdown", rows, alternatives.breakdowns(plan, reference, words)


def _answerable(found: Iterable[Alternative], now: Compiled, reference: Reference) -> Iterator[Alternative]:
    """The first ones that compile to another statement, and about the measures they name."""
    statements, left = {now.select}, MOST
    for alternative in found:
        compiled = compile_plan(alternative.plan, reference) if left else None
        if not isinstance(compiled, Compiled) or compiled.select in statements or not _as_asked(compiled, now):
            continue
        statements.add(compiled.select)
        left -= 1
        yield alternative


def _as_asked(compiled: Compiled, now: Compiled) -> bool:
    """No other measure instead of the one that was chosen."""
    fields = {column.field for column in compiled.columns}
    return compiled.plan.measures == now.plan.measures or set(compiled.plan.measures) <= fields
