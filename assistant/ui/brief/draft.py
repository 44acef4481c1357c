"""Briefs being worked on, kept on the server by person and tab; a browser only says which question it means."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from threading import Lock

from assistant.answer import Answer
from assistant.brief.brief import Brief, Item, session_for
from assistant.people.person import Person
from assistant.service import Assistant, Session

MOST_DRAFTS = 100


@dataclass
class Draft:
    """A brief, the assistant that asks for its client, and what was not asked from the mail.

    `session` is the conversation that `and in June?` goes on with. `chosen` is the key of the question shown; `lock`
    keeps changes one after the other.
    """

    assistant: Assistant
    brief: Brief
    left_out: tuple[str, ...] = ()
    chosen: str = ""
    lock: Lock = field(default_factory=Lock)
    session: Session = field(init=False)

    def __post_init__(self) -> None:
        self.session = self.assistant.session()

    @property
    def item(self) -> Item | None:
        """The question shown."""
        at = self.brief.at(self.chosen)
        return None if at is None else self.brief.items[at]

    def move(self, by: int) -> None:
        """The question shown so many places on."""
        at = self.brief.at(self.chosen)
        if at is not None:
            self.brief = self.brief.moved(at, by)

    def remove(self) -> None:
        """Without the question shown; the next one is shown then."""
        at = self.brief.at(self.chosen)
        if at is not None:
            self.brief = self.brief.without(at)
            left = self.brief.items
            self.chosen = left[min(at, len(left) - 1)].key if left else ""

    def comment(self, key: str, text: str) -> None:
        """What the sales person says about an answer."""
        self._change(key, lambda item: replace(item, comment=text.strip()))

    def ask_again(self, key: str, question: str) -> bool:
        """Another question in the place of this one, understood by itself; the comment stays. False: see `ask`."""
        answer = self.ask(question, self.assistant.session())
        if answer:
            self._change(key, lambda item: replace(item, question=question, answer=answer))
        return answer is not None

    def add(self, question: str) -> bool:
        """One more question at the end, which may take up the one before. False: see `ask`."""
        self.session = session_for(question, self.session, self.assistant)
        answer = self.ask(question, self.session)
        if answer:
            self.brief = self.brief.with_item(len(self.brief.items), Item(question, answer))
        return answer is not None

    def ask(self, question: str, session: Session) -> Answer | None:
        """The answer; None where the warehouse was built anew since the first one: builds are not mixed."""
        with self.assistant.gate.question():
            rebuilt = self.assistant.reference.build.build_id != self.brief.build.build_id
            return None if rebuilt else session.ask(question)

    def _change(self, key: str, changed: Callable[[Item], Item]) -> None:
        at = self.brief.at(key)
        if at is not None:
            self.brief = self.brief.with_item(at, changed(self.brief.items[at]))


def drafted(draft: Draft, questions: tuple[str, ...]) -> Iterator[int]:
    """Asks one question after the other, and gives the number of each before it is asked.

    Ends early where the warehouse was built anew meanwhile.
    """
    for n, question in enumerate(questions, start=1):
        yield n
        if not draft.add(question):
            return
    draft.chosen = draft.brief.items[0].key


class Drafts:
    """All open drafts by (owner, tab); the longest unused go first when there are too many."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[Person, str], Draft] = OrderedDict()
        self._lock = Lock()

    def of(self, owner: Person, tab: str) -> Draft | None:
        """The draft of this tab."""
        with self._lock:
            draft = self._open.get((owner, tab))
            if draft:
                self._open.move_to_end((owner, tab))
            return draft

    def taken_up(self, owner: Person, before: str, tab: str) -> Draft | None:
        """The draft of the tab that was this one before it was loaded anew, if it was the same person's."""
        draft = self.of(owner, before)
        if draft:
            self.keep(owner, tab, draft)
        return draft

    def keep(self, owner: Person, tab: str, draft: Draft) -> None:
        """Keep the draft of this tab in place of the one before."""
        with self._lock:
            self._open[owner, tab] = draft
            self._open.move_to_end((owner, tab))
            while len(self._open) > MOST_DRAFTS:
                self._open.popitem(last=False)
