"""A brief: a client's questions with their answers, in the order and with the comments the sales person gave them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from secrets import token_hex

from assistant.answer import Answer, Language
from assistant.brief.mail import Split, split
from assistant.reading import Understood, read
from assistant.service import Assistant, Session
from warehouse.build_info import BuildInfo


@dataclass(frozen=True)
class Item:
    """One question, its answer, and what the sales person wants to say about it; `key` stays while it is edited."""

    question: str
    answer: Answer
    comment: str = ""
    key: str = field(default_factory=lambda: token_hex(8), compare=False)


@dataclass(frozen=True)
class Brief:
    """What is sent to a client. `made_on` is the day it was made, `first`-`last` the days the data covers."""

    title: str
    client: str
    purpose: str
    language: Language
    made_on: date
    first: date
    last: date
    build: BuildInfo
    items: tuple[Item, ...] = ()

    def at(self, key: str) -> int | None:
        """Where the item with this key stands."""
        return next((at for at, item in enumerate(self.items) if item.key == key), None)

    def moved(self, at: int, by: int) -> "Brief":
        """With the item at `at` moved by so many places, as far as there is room."""
        items, to = list(self.items), min(max(at + by, 0), len(self.items) - 1)
        items.insert(to, items.pop(at))
        return replace(self, items=tuple(items))

    def without(self, at: int) -> "Brief":
        """Without the item at `at`."""
        return replace(self, items=self.items[:at] + self.items[at + 1 :])

    def with_item(self, at: int, item: Item) -> "Brief":
        """With another item at `at`; at the end if `at` is beyond it."""
        return replace(self, items=(*self.items[:at], item, *self.items[at + 1 :]))

    @property
    def threshold(self) -> int | None:
        """The smallest group behind the figures, as the role had it; None without figures."""
        return next((item.answer.threshold for item in self.items if item.answer.threshold is not None), None)

    @property
    def answered(self) -> tuple[Item, ...]:
        """The items that have figures."""
        return tuple(item for item in self.items if item.answer.status == "answered")


def brief_language(questions: Sequence[str], assistant: Assistant) -> Language:
    """The language most of the questions are in; English where there is none."""
    today = assistant.today or assistant.reference.last_day
    found = Counter(read(question, assistant.reference, today).language for question in questions)
    return found.most_common(1)[0][0] if found else "en"


def last_whole_month(assistant: Assistant) -> date:
    """The first day of the last month that had ended on the day that counts as today."""
    today = assistant.today or assistant.reference.last_day
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def questions_of(text: str, assistant: Assistant) -> Split:
    """The questions of a client's mail, as far as the reader or their form says that they are questions."""
    return split(text, lambda sentence: stands_alone(sentence, assistant))


def stands_alone(sentence: str, assistant: Assistant) -> bool:
    """Whether it can be answered without what was asked before."""
    today = assistant.today or assistant.reference.last_day
    return isinstance(read(sentence, assistant.reference, today, assistant.language), Understood)


def session_for(question: str, session: Session, assistant: Assistant) -> Session:
    """The conversation for the next question: `and in June?` goes on with `session`, a whole question begins anew."""
    return assistant.session() if stands_alone(question, assistant) else session


def make_brief(
    assistant: Assistant, questions: Sequence[str], language: Language, title: str, made_on: date | None = None
) -> Brief:
    """Ask every question through the gate, in their order."""
    assistant, items = in_language(assistant, language), list[Item]()
    session = assistant.session()
    for question in questions:
        session = session_for(question, session, assistant)
        items.append(Item(question, session.ask(question)))
    return replace(begun(assistant, language, title, made_on), items=tuple(items))


def begun(assistant: Assistant, language: Language, title: str, made_on: date | None = None) -> Brief:
    """A brief without questions, for the client and purpose that the assistant asks for."""
    reference = assistant.reference
    return Brief(
        title=title,
        client=assistant.asker.client,
        purpose=assistant.asker.purpose,
        language=language,
        made_on=made_on or date.today(),
        first=reference.first_day,
        last=reference.last_day,
        build=reference.build,
    )


def in_language(assistant: Assistant, language: Language) -> Assistant:
    """The same assistant, answering in `language` whatever language a question is in."""
    return replace(assistant, reply_in=language)
