"""The page: its parts, its two languages, and what happens when somebody asks."""

from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.answer import Answer, Language
from assistant.people.office import Office
from assistant.people.person import Person
from assistant.ui.chat import LONGEST_QUESTION, Conversation, Conversations, take, within_limit
from assistant.ui.clicks import Clicks
from assistant.ui.events import ACT, SHOW
from assistant.ui.header import Header, preferred
from assistant.ui.opening import examples, opening
from assistant.ui.panel import panel
from assistant.ui.signal import Signal, signal_of
from assistant.ui.turn import Turn
from assistant.ui.visitor import person_of, require
from assistant.ui.wording import Wording, wording
from guardrails.roles import data_roles

SQL_ROLE = "analyst"
CLICKS = (Path(__file__).parent / "chat.js").read_text(encoding="utf-8")
FETCH = "() => document.querySelector('#file a')?.click()"


class Page:
    """One page for all; what differs between people lives in their conversations, kept on the server."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.conversations, self.clicks = Conversations(office), Clicks(office)
        words = wording("en")
        with gr.Blocks(title=words("page.title"), analytics_enabled=False, fill_width=True) as self.blocks:
            self._header(words)
            self._conversation(words)
            self._questions(words)
            self._events()

    def _header(self, words: Wording) -> None:
        self.header = Header("chat")
        self.language = self.header.language
        with self.header.row:
            self.history = gr.Button(words("page.history"), size="sm", elem_id="history")
            self.new = gr.Button(words("page.new"), size="sm", elem_id="new")
        self.side = gr.HTML(elem_id="side")

    def _conversation(self, words: Wording) -> None:
        with gr.Column(elem_id="opening") as self.opening:
            self.intro = gr.HTML()
            with gr.Row(elem_id="examples"):
                self.examples = [gr.Button(text) for text in examples(self.office.assistant.reference, words)]
        self.chat = gr.Chatbot(
            label=words("page.conversation"),
            show_label=False,
            visible=False,
            elem_id="chat",
            height=None,
            autoscroll=False,
            buttons=[],
            render_markdown=False,
            feedback_options=None,
            layout="bubble",
        )

    def _questions(self, words: Wording) -> None:
        with gr.Column(elem_id="ask"):
            self.question = gr.Textbox(
                label=words("page.ask_label"),
                placeholder=words("page.ask_hint"),
                show_label=False,
                container=False,
                max_lines=6,
                max_length=LONGEST_QUESTION,
                autofocus=True,
                submit_btn=words("page.send"),
                elem_id="question",
            )
            with gr.Accordion(words("page.sql_title"), open=False, visible=False, elem_id="sql") as self.sql_part:
                self.sql = gr.Textbox(label=words("page.sql_label"), lines=3, max_lines=12, elem_id="statement")
                self.sql_send = gr.Button(words("page.sql_send"), size="sm", elem_id="run")
            self.signal = gr.Textbox(show_label=False, max_lines=1, elem_id="signal")
            self.fetch = gr.Textbox(show_label=False, max_lines=1, elem_id="fetch")
            self.file = gr.HTML(elem_id="file")

    def _events(self) -> None:
        shown: list[Any] = [self.chat, self.opening, self.question, self.side]
        self.signal.submit(self._click, [self.signal, self.language], shown, **SHOW)
        self.fetch.submit(self._fetch, [self.fetch, self.language], self.file, **SHOW).then(
            None, None, None, js=FETCH, api_visibility="private"
        )
        self.question.submit(self._ask, [self.question, self.language], shown, **SHOW)
        self.chat.option_select(self._choose, [self.language], shown, **SHOW)
        self.sql_send.click(self._query, [self.sql, self.language], shown, **ACT)
        for example in self.examples:
            example.click(self._ask, [example, self.language], shown, **ACT)
        self.new.click(self._new, None, shown, **ACT)
        worded = [
            *self.header.parts,
            self.new,
            self.history,
            self.side,
            self.intro,
            *self.examples,
            self.question,
            self.sql_part,
            self.sql,
            self.sql_send,
        ]
        self.header.take_up(self.blocks, self._take_up, shown[:2])
        self.header.listen(self.blocks, self._worded, worded)
        self.blocks.load(None, None, None, js=CLICKS)

    def _ask(self, text: str, language: Language, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        conversation = self._of(request, language)
        answer_to = partial(within_limit, answer_to=conversation.session.ask, language=language)
        yield from self._turn(conversation, text, answer_to, language, person_of(request))

    def _choose(self, language: Language, request: gr.Request, choice: gr.SelectData) -> Iterator[tuple[Any, ...]]:
        yield from self._ask(str(choice.value), language, request)

    def _query(self, statement: str, language: Language, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        require(request, (SQL_ROLE,), language, "problem.analysts_only")
        conversation = self._of(request, language)
        yield from self._turn(conversation, statement, conversation.session.sql, language, person_of(request))

    def _turn(
        self,
        conversation: Conversation,
        text: str,
        answer_to: Callable[[str], Answer],
        language: Language,
        person: Person,
    ) -> Iterator[tuple[Any, ...]]:
        if not text.strip():
            yield (gr.skip(),) * 4
            return
        taken = take(conversation, text, answer_to, language, self.office, partial(self.clicks.remember, person))
        # a value alone costs less than an update, for which Gradio describes the whole part anew
        begins, asked = not conversation.turns, next(taken)
        yield gr.update(value=asked, visible=True) if begins else asked, gr.update(visible=False), "", gr.skip()
        yield next(taken), gr.skip(), gr.skip(), self._panel(person, language)  # what was typed meanwhile stays

    def _click(self, line: str, language: Language, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        told, person = signal_of(line), person_of(request)
        conversation = self._of(request, language)
        turn = conversation.of(told.turn) if told else None
        match told:
            case Signal(do="ask", text=text):
                yield from self._ask(text, language, request)
            case Signal(do="change") if turn:
                yield from self._change(told, turn, conversation, language, person)
            case Signal(do="rate") if turn:
                self.clicks.rate(person, told, conversation, turn)
                yield self._redrawn(conversation, person, language)
            case Signal(do="pin" | "unpin" | "forget"):
                self.clicks.keep(person, told, turn)
                if turn:
                    turn.pinned = told.do == "pin"
                    conversation.changed(turn)
                yield self._redrawn(conversation, person, language)
            case _:
                yield (gr.skip(),) * 4

    def _fetch(self, line: str, language: Language, request: gr.Request) -> str:
        """An answer's table as a file: the link to it, which the page follows."""
        told, person = signal_of(line), person_of(request)
        conversation = self._of(request, language)
        turn = conversation.of(told.turn) if told else None
        if told is None or turn is None or told.do not in ("csv", "xlsx"):
            return ""
        return f'<a href="{escape(self.clicks.file(person, told, turn))}" download></a>'

    def _change(
        self, told: Signal, turn: Turn, conversation: Conversation, language: Language, person: Person
    ) -> Iterator[tuple[Any, ...]]:
        """Another value of a part instead of what was understood."""
        part = turn.parts[told.part] if told.part < len(turn.parts) else None
        if part is None or told.choice >= len(part.alternatives):
            return
        choice = part.alternatives[told.choice]
        said = f"{part.name}: {choice.shown}"
        answer_to = partial(conversation.session.change, choice.plan)
        yield from self._turn(conversation, said, answer_to, language, person)

    def _redrawn(self, conversation: Conversation, person: Person, language: Language) -> tuple[Any, ...]:
        return gr.update(value=conversation.messages), gr.skip(), gr.skip(), self._panel(person, language)

    def _panel(self, person: Person, language: Language) -> str:
        return panel(self.clicks.questions(person), wording(language))

    def _new(self, request: gr.Request) -> tuple[Any, ...]:
        self.conversations.forget(person_of(request), str(request.session_hash))
        return gr.update(value=[], visible=False), gr.update(visible=True), "", gr.skip()

    def _take_up(self, before: str, request: gr.Request) -> tuple[Any, Any]:
        """What this tab showed before it was loaded anew."""
        person = require(request, tuple(data_roles()), preferred(request))
        conversation = self.conversations.taken_up(person, before, str(request.session_hash))
        if conversation is None or not conversation.turns:
            return gr.skip(), gr.skip()
        return gr.update(value=conversation.messages, visible=True), gr.update(visible=False)

    def _of(self, request: gr.Request, language: Language) -> Conversation:
        if not request.session_hash:
            raise gr.Error(wording(language)("problem.no_conversation"), print_exception=False)
        return self.conversations.of(require(request, tuple(data_roles()), language), request.session_hash)

    def _worded(self, language: Language, request: gr.Request) -> tuple[Any, ...]:
        words, person = wording(language), person_of(request)
        reference = self.office.assistant_of(person).reference
        return (
            *self.header.worded(request, language),
            words("page.new"),
            words("page.history"),
            self._panel(person, language),
            opening(reference, words, data_roles()[person.role]),
            *examples(reference, words),
            gr.update(label=words("page.ask_label"), placeholder=words("page.ask_hint"), submit_btn=words("page.send")),
            gr.update(label=words("page.sql_title"), visible=person.role == SQL_ROLE),
            gr.update(label=words("page.sql_label")),
            words("page.sql_send"),
        )
