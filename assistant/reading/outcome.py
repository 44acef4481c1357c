"""What reading a question can come to. All of them are values; a caller decides how to word reasons and assumptions."""

from dataclasses import dataclass

from assistant.answer import Language
from assistant.compile.named import Named
from assistant.plan import Plan


@dataclass(frozen=True)
class Understood:
    """A plan that holds every word that matters.

    `assumptions` are keys of what the asker did not say and the reader supplied: `measure_visits`, `whole_period`,
    `last_full_month`, `all_places`, `running_period`, `previous_period`, `last_weekday`, `spelling`.
    `not_understood` names words that are shown as not used; none of them may change the figure. `outside`: keys of
    topics asked beside the question that the data do not hold; `separate`: a second question in the same message.
    In a conversation `kept` names the parts that stayed as they were (`where`, `measure`, `when`, `filters`, `by`);
    `named` is the row of an earlier ranking that "that day" or "there" means; `undone`: the plan is the one before
    the last. `shown_as` is the picture that was wished for: `map`, `profile`, or '' for none.
    """

    plan: Plan
    language: Language
    not_understood: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    separate: str = ""
    kept: tuple[str, ...] = ()
    named: Named | None = None
    undone: bool = False
    shown_as: str = ""


@dataclass(frozen=True)
class Clarification:
    """One question back. `choices` are complete questions that each read without a further question.

    `reason` is a key: `place` (several places fit), `no_place`, `no_context`, `not_understood`, `weekday_date`,
    `direction`, `comparison`, `count`, `share`,
    `period`.
    `details` are the words it is about.
    """

    reason: str
    choices: tuple[str, ...]
    language: Language
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declined:
    """Outside the data. `reason` is a key: a topic of the vocabulary (`sales`, `weather`, `forecast`, `live`,
    `brand`, `income`, `transport`, `parking`, `person` ...), `unknown_place`, `outside_period`, `future`,
    `age_bands`, `dwell_bands`, `frequency_bands`, `combination`. `suggestion` is a complete question that works."""

    reason: str
    suggestion: str
    language: Language
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Help:
    """Asked about the assistant or the data itself: `capabilities`, `places`, `period`, `method`, or the name of a
    defined term (`visits`, `visitors`, `dwell_time`, `loyal`, `catchment`, `trips`, `cross_visits`, `terms`)."""

    topic: str
    language: Language


Reading = Understood | Clarification | Declined | Help
