"""Conversations, kept on the server: what a browser sends back as history is never read."""

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from threading import Lock
from typing import Any

import gradio as gr

from assistant.answer import Answer, Language
from assistant.people.office import Office
from assistant.people.person import Person
from assistant.protection import protection_note
from assistant.service import Session
from assistant.ui import card
from assistant.ui.figure import figure, has_gap
from assistant.ui.wording import Wording, wording
from warehouse.build_info import BuildInfo

LONGEST_QUESTION = 2000
MOST_SHOWN = 8000
MOST_CONVERSATIONS = 200
MOST_MESSAGES = 60

Message = dict[str, Any]
log = logging.getLogger(__name__)


@dataclass
class Conversation:
    """The follow-up context of one tab, and what it shows. `lock` keeps its turns one after the other."""

    session: Session
    messages: list[Message] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


class Conversations:
    """All open conversations by (owner, tab); the longest unused go first when there are too many."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._open: OrderedDict[tuple[Person, str], Conversation] = OrderedDict()
        self._lock = Lock()

    def of(self, owner: Person, tab: str) -> Conversation:
        """The conversation of this tab, a new one if it has none."""
        key = (owner, tab)
        with self._lock:
            if key not in self._open:
                self._open[key] = Conversation(self._office.assistant_of(owner).session())
            self._open.move_to_end(key)
            while len(self._open) > MOST_CONVERSATIONS:
                self._open.popitem(last=False)
            return self._open[key]

    def forget(self, owner: Person, tab: str) -> None:
        """Ends the conversation of this tab."""
        with self._lock:
            self._open.pop((owner, tab), None)


def turn(
    conversation: Conversation, text: str, answer_to: Callable[[str], Answer], language: Language, build: BuildInfo
) -> Iterator[list[Message]]:
    """One question or statement: the conversation with it and a sign of work, then with its answer.

    `answer_to` answers the text; `language` is the page's, for what no answer speaks of.
    """
    with conversation.lock:
        conversation.messages.append({"role": "user", "content": _shown(text)})
        asked = list(conversation.messages)
    yield [*asked, _working(wording(language))]
    with conversation.lock:
        conversation.messages.append(_reply(text, answer_to, language, build))
        del conversation.messages[:-MOST_MESSAGES]
        answered = list(conversation.messages)
    yield answered


def _shown(text: str) -> str:
    # Gradio writes the text of a message into the page as HTML, even where it renders no Markdown
    return escape(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]} …")


def within_limit(text: str, answer_to: Callable[[str], Answer], language: Language) -> Answer:
    """The answer to a question of at most LONGEST_QUESTION characters; a longer one is refused unread."""
    if len(text) <= LONGEST_QUESTION:
        return answer_to(text)
    words = wording(language)
    said = words("problem.too_long", length=words.number(len(text)), limit=words.number(LONGEST_QUESTION))
    return Answer(status="refused", language=language, message=said)


def _reply(text: str, answer_to: Callable[[str], Answer], language: Language, build: BuildInfo) -> Message:
    try:
        return _message(answer_to(text), build)
    except Exception:  # the page's edge to the outside: a bug is logged under an id, the asker sees the id alone
        reference = secrets.token_hex(4)
        log.exception("question failed, reference %s", reference)
        said = wording(language)("problem.internal", id=reference)
        return _message(Answer(status="error", language=language, message=said), build)


def _working(words: Wording) -> Message:
    text = escape(words("page.working"))
    return {"role": "assistant", "content": gr.HTML(f'<p class="ff-working" role="status">{text}</p>')}


def _message(answer: Answer, build: BuildInfo) -> Message:
    words = wording(answer.language)
    content: list[Any] = [gr.HTML(card.lead(answer, words))]
    drawing = figure(answer.chart, words)
    if drawing is not None and answer.chart is not None:
        content.append(gr.Plot(drawing, show_label=False, container=False))
        content += [gr.HTML(card.caption(answer, words))] if has_gap(answer.chart) else []
    note = protection_note(build, answer.threshold, answer.language) if answer.status == "answered" else ""
    content.append(gr.HTML(card.table(answer, words) + card.computed(answer, words, note)))
    options = [{"value": choice} for choice in (*answer.choices, *answer.suggestions)]
    return {"role": "assistant", "content": content} | ({"options": options} if options else {})
