"""The memory of one conversation: the plans answered, and the question back that stands open. Bounded, no figures."""

from dataclasses import dataclass, field
from datetime import date

from assistant.answer import Answer, Language
from assistant.compile.named import Named
from assistant.plan import Plan
from assistant.reading import Clarification, Declined, Reading, Understood, read
from guardrails.reference import Reference

MOST_PLANS = 20


@dataclass(frozen=True)
class Earlier:
    """A question that was answered before, and the plan that answered it."""

    question: str
    plan: Plan


@dataclass
class Conversation:
    """What the next turn is read against. Not safe for several threads: a session takes its turns one by one.

    `offered` is the question that was offered instead of one that could not be answered.
    `focus` is the one row a top-1 answer named, by dimension, so that "that day" and "there" mean it.
    """

    turns: tuple[Earlier, ...] = ()
    focus: dict[str, object] = field(default_factory=dict)
    named: Named | None = None
    asked: tuple[Clarification, str] | None = None
    offered: str = ""
    language: Language | None = None

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans answered, the latest last."""
        return tuple(turn.plan for turn in self.turns)

    def read(self, text: str, reference: Reference, today: date, language: Language | None) -> Reading:
        """Read a turn: alone if nothing came before, else as a follow-up if it is one."""
        preferred = language or self.language
        if not (self.plans or self.asked or self.offered):
            return read(text, reference, today, preferred)
        from assistant.reading.followup import Turn, understand  # noqa: PLC0415 (a single question needs none of it)
        from assistant.reading.fragment import Context  # noqa: PLC0415

        context = Context(self.plans or self._offered(reference, today), self.focus, self.named)
        return understand(text, Turn(context, reference, today, preferred, self.asked))

    def changed(self, plan: Plan, language: Language) -> Understood:
        """The plan that was chosen instead of the last one, with what stays of it."""
        from assistant.reading.followup import kept  # noqa: PLC0415

        return Understood(plan, language, kept=kept(self.plans[-1], plan) if self.plans else ())

    def learn(self, reading: Reading, answer: Answer, text: str) -> None:
        """Remember what was answered; a refusal, help or an error leaves the conversation where it was."""
        self.language = reading.language
        if isinstance(reading, Clarification):
            self.asked = (reading, text)
        elif isinstance(reading, Declined):
            self.offered = "" if reading.reason == "unknown_place" else reading.suggestion
        elif isinstance(reading, Understood) and answer.status == "answered":
            self.asked = None
            self.turns = self._with(reading, text)
            self.focus, self.named = _focus(reading.plan, answer), reading.named

    def _offered(self, reference: Reference, today: date) -> tuple[Plan, ...]:
        """The plan of the question offered instead of one that was declined: `visits, then` takes it up."""
        found = read(self.offered, reference, today, self.language) if self.offered else None
        return (found.plan,) if isinstance(found, Understood) else ()

    def _with(self, reading: Understood, text: str) -> tuple[Earlier, ...]:
        if reading.undone:
            return self.turns[:-1]
        same = self.plans[-1:] == (reading.plan,)
        return self.turns if same else (*self.turns, Earlier(text, reading.plan))[-MOST_PLANS:]


def _focus(plan: Plan, answer: Answer) -> dict[str, object]:
    """What the one row of a top-1 ranking is about."""
    if not (plan.ranking and plan.ranking.limit == 1 and not plan.ranking.per and len(answer.rows) == 1):
        return {}
    names = [column.name for column in answer.columns]
    return {d: answer.rows[0][names.index(d)] for d in plan.by if d in names}
