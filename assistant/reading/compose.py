"""Puts the facts of a question together to a plan, or says what is missing."""

from datetime import date

from assistant.plan import Plan
from assistant.reading.compose_change import against, normal, when
from assistant.reading.compose_order import order, part, unused
from assistant.reading.compose_places import where, who
from assistant.reading.compose_rows import split, statistic, what
from assistant.reading.compose_shown import shown
from assistant.reading.conditions import conditions
from assistant.reading.draft import Draft
from assistant.reading.facts import Facts
from assistant.reading.problem import Problem
from assistant.reading.roles import cast
from assistant.reading.rows import rows
from assistant.reading.sides import find_pair

Made = tuple[Plan, tuple[str, ...]] | Problem
_STEPS = (who, where, find_pair, what, split, shown, when, statistic, against, normal, part, order, unused)


def compose(facts: Facts, today: date) -> Made:
    """The plan of a question with its assumptions, or the problem."""
    draft = Draft(facts, today, cast(facts), rows(facts), conditions(facts))
    for step in _STEPS:
        problem = step(draft)
        if problem:
            return problem
    return Plan.model_validate(draft.parts), tuple(dict.fromkeys(draft.assumptions))
