"""Conversations, kept on the server: what a browser sends back as history is never read."""

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock

from assistant.answer import Answer, Language
from assistant.people.office import Office
from assistant.people.person import Person
from assistant.protection import protection_note
from assistant.reading import Understood, read
from assistant.service import Session
from assistant.ui.message import Message, answered, asked, working
from assistant.ui.turn import Turn
from assistant.ui.wording import wording
from guardrails.reference import Reference

LONGEST_QUESTION = 2000
MOST_CONVERSATIONS = 200
MOST_TURNS = 30

log = logging.getLogger(__name__)


@dataclass
class Conversation:
    """The follow-up context of one tab, and what it shows. `lock` keeps its turns one after the other."""

    session: Session
    turns: list[Turn] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    _drawn: dict[str, Message] = field(default_factory=dict)

    @property
    def messages(self) -> list[Message]:
        """All turns, each drawn once."""
        for turn in self.turns:
            if turn.key not in self._drawn:
                self._drawn[turn.key] = answered(turn)
        return [message for turn in self.turns for message in (asked(turn.asked), self._drawn[turn.key])]

    def of(self, key: str) -> Turn | None:
        """The turn a browser speaks of, if it is one of this tab."""
        return next((turn for turn in self.turns if turn.key == key), None)

    def add(self, turn: Turn) -> None:
        """Show one more turn; of too many the oldest are no longer shown."""
        self.turns.append(turn)
        for gone in self.turns[:-MOST_TURNS]:
            self._drawn.pop(gone.key, None)
        del self.turns[:-MOST_TURNS]

    def changed(self, turn: Turn) -> None:
        """Draw a turn anew."""
        self._drawn.pop(turn.key, None)


class Conversations:
    """All open conversations by (owner, tab); the longest unused go first when there are too many."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._open: OrderedDict[tuple[Person, str], Conversation] = OrderedDict()
        self._lock = Lock()

    def of(self, owner: Person, tab: str) -> Conversation:
        """The conversation of this tab, a new one if it has none."""
        with self._lock:
            found = self._open.get((owner, tab)) or Conversation(self._office.assistant_of(owner).session())
            self._keep(owner, tab, found)
            return found

    def taken_up(self, owner: Person, before: str, tab: str) -> Conversation | None:
        """The conversation of the tab that was this one before it was loaded anew, if it was the same person's."""
        with self._lock:
            found = self._open.get((owner, before))
            if found:
                self._keep(owner, tab, found)
            return found

    def forget(self, owner: Person, tab: str) -> None:
        """Ends the conversation of this tab."""
        with self._lock:
            self._open.pop((owner, tab), None)

    def _keep(self, owner: Person, tab: str, conversation: Conversation) -> None:
        self._open[owner, tab] = conversation
        self._open.move_to_end((owner, tab))
        while len(self._open) > MOST_CONVERSATIONS:
            self._open.popitem(last=False)


def take(
    conversation: Conversation,
    text: str,
    answer_to: Callable[[str], Answer],
    language: Language,
    office: Office,
    keep: Callable[[Turn], None],
) -> Iterator[list[Message]]:
    """One question or statement: the conversation with a sign of work, then with the answer and what leads on.

    `answer_to` answers the text; `language` is the page's, for what no answer speaks of; `keep` sees each answer once.
    """
    yield [*conversation.messages, asked(text), working(wording(language))]
    with conversation.lock:
        turn = _answered(text, answer_to, language, office)
        if turn.answer.status == "answered":
            _lead_on(conversation, turn, office.assistant.reference)
        keep(turn)
        conversation.add(turn)
        shown = conversation.messages
    yield shown


def _answered(text: str, answer_to: Callable[[str], Answer], language: Language, office: Office) -> Turn:
    try:
        with office.assistant.gate.question():  # the answer and the note on its build speak of the same one
            answer = answer_to(text)
            build = office.assistant.reference.build
    except Exception:  # the page's edge to the outside: a bug is logged under an id, the asker sees the id alone
        reference = secrets.token_hex(4)
        log.exception("question failed, reference %s", reference)
        said = wording(language)("problem.internal", id=reference)
        return Turn(text, Answer(status="error", language=language, message=said))
    figures = answer.status == "answered"
    return Turn(text, answer, protection_note(build, answer.threshold, answer.language) if figures else "")


def _lead_on(conversation: Conversation, turn: Turn, reference: Reference) -> None:
    """What can be changed, and whether the question can be asked again by itself; a statement leads nowhere."""
    alone = read(turn.asked, reference, reference.last_day, turn.answer.language)
    turn.alone = isinstance(alone, Understood)
    turn.parts = () if turn.answer.sql == turn.asked else conversation.session.parts()


def within_limit(text: str, answer_to: Callable[[str], Answer], language: Language) -> Answer:
    """The answer to a question of at most LONGEST_QUESTION characters; a longer one is refused unread."""
    if len(text) <= LONGEST_QUESTION:
        return answer_to(text)
    words = wording(language)
    said = words("problem.too_long", length=words.number(len(text)), limit=words.number(LONGEST_QUESTION))
    return Answer(status="refused", language=language, message=said)
