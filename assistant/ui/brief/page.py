"""The client brief: order it, edit it, take it away as a file. Every handler asks for the role itself."""

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from assistant.answer import Language
from assistant.brief.brief import begun, in_language
from assistant.brief.mail import MOST_CHARACTERS, MOST_QUESTIONS
from assistant.people.office import Office
from assistant.people.person import Person
from assistant.ui.brief.draft import Draft, Drafts, drafted
from assistant.ui.brief.edit_part import LONGEST_COMMENT, EditPart, fault
from assistant.ui.brief.export import exported
from assistant.ui.brief.order import Order
from assistant.ui.brief.setup_part import SetupPart, order
from assistant.ui.chat import LONGEST_QUESTION
from assistant.ui.events import ACT, SHOW
from assistant.ui.header import Header, preferred
from assistant.ui.visitor import require
from assistant.ui.wording import wording

ROLES = ("sales", "analyst")
TO_DRAFT = (
    "() => { if (!document.querySelector('#said [role=alert]'))"
    " document.querySelector('#draft')?.scrollIntoView({block: 'start'}); }"
)
TO_FILE = "() => document.querySelector('#made a')?.focus()"
Shown = tuple[Any, ...]


class BriefPage:
    """One page for all; the drafts are kept on the server, by person and tab."""

    def __init__(self, office: Office) -> None:
        self.office, self.drafts = office, Drafts()
        words = wording("en")
        with gr.Blocks(title=words("briefing.title"), analytics_enabled=False, fill_width=True) as self.blocks:
            self.header = Header("brief", "briefing.title", "briefing.tagline")
            self.language = self.header.language
            self.setup, self.edit = SetupPart(office.assistant), EditPart()
            self._orders()
            self._edits()
            self._languages()

    def _orders(self) -> None:
        setup = self.setup
        blanks = [setup.mail, setup.blanks, setup.month, setup.day]
        setup.source.input(setup.blanks_of, setup.source, blanks, **SHOW)
        created = [setup.create, setup.said, setup.fold, *self.edit.parts]
        setup.create.click(self._create, [self.language, *setup.given], created, **ACT).then(
            None, None, None, js=TO_DRAFT, api_visibility="private"
        )

    def _edits(self) -> None:
        edit = self.edit
        kept = [self.language, edit.questions, edit.comment]
        edit.comment.blur(self._comment, kept, edit.kept, **SHOW)
        edit.questions.input(self._choose, [self.language, edit.questions], edit.parts, **SHOW)
        changes = {"up": lambda draft: draft.move(-1), "down": lambda draft: draft.move(1), "remove": Draft.remove}
        for name, change in changes.items():
            edit.change[name].click(self._changing(change), kept, edit.parts, **SHOW)
        for ask in (edit.again.click, edit.question.submit):
            ask(self._ask_again, [*kept, edit.question], edit.parts, **ACT)
        for ask in (edit.add.click, edit.new.submit):
            ask(self._add, [*kept, edit.new], edit.parts, **ACT)
        for form, button in edit.export.items():
            button.click(self._exporting(form), kept, [edit.made, edit.note], **ACT).then(
                None, None, None, js=TO_FILE, api_visibility="private"
            )

    def _languages(self) -> None:
        spoken = [*self.header.parts, *self._worded("en")]
        self.header.take_up(self.blocks, self._take_up, [self.setup.fold])
        for spoke in self.header.listen(self.blocks, self._speak, spoken, self.setup.reply):
            spoke.then(self._redraw, self.language, self.edit.parts, **SHOW)

    def _create(self, request: gr.Request, language: Language, *given: Any) -> Iterator[Shown]:
        person, wanted, words = require(request, ROLES, language), order(*given), wording(language)
        nothing = (gr.skip(),) * (1 + len(self.edit.parts))
        if wanted.missing:
            said = words(f"briefing.{wanted.missing}", most=words.number(MOST_CHARACTERS))
            yield gr.skip(), fault(said), *nothing
            return
        draft, questions = self._begun(person, wanted)
        if not questions:
            yield gr.skip(), fault(words("briefing.no_question")), *nothing
            return
        for n in drafted(draft, questions):
            said = words("briefing.asked", n=n, all=len(questions))
            yield gr.update(interactive=False), f'<p role="status" class="ff-working">{said}</p>', *nothing
        self.drafts.keep(person, str(request.session_hash), draft)
        note = "" if len(draft.brief.items) == len(questions) else "rebuilt"
        yield gr.update(interactive=True), "", gr.update(open=False), *self.edit.shown(draft, words, note)

    def _begun(self, person: Person, wanted: Order) -> tuple[Draft, tuple[str, ...]]:
        assistant = self.office.assistant_of(person, "brief", wanted.client, wanted.purpose)
        asking = in_language(assistant, wanted.language)
        title, split = wanted.asks(assistant)
        return Draft(asking, begun(asking, wanted.language, title), split.left_out), split.questions

    def _comment(self, request: gr.Request, language: Language, key: str, text: str) -> str:
        draft = self._draft(request, language)
        if draft is None:
            return fault(wording(language)("briefing.gone"))
        _commented(draft, key, text)
        return f'<p class="ff-caption" role="status">{wording(language)("briefing.saved")}</p>'

    def _choose(self, request: gr.Request, language: Language, key: str) -> Shown:
        draft = self._draft(request, language)
        if draft:
            draft.chosen = key
        return self.edit.shown(draft, wording(language))

    def _changing(self, change: Callable[[Draft], None]) -> Callable[..., Shown]:
        """A handler that keeps the comment and does something with the question shown."""

        def changed(request: gr.Request, language: Language, key: str, text: str) -> Shown:
            draft = self._draft(request, language)
            if draft:
                with draft.lock:
                    _commented(draft, key, text)
                    change(draft)
            return self.edit.shown(draft, wording(language))

        return changed

    def _ask_again(self, request: gr.Request, language: Language, key: str, text: str, question: str) -> Shown:
        draft, question = self._draft(request, language), question.strip()[:LONGEST_QUESTION]
        note = ""
        if draft and question:
            with draft.lock:
                _commented(draft, key, text)
                note = "" if draft.ask_again(key, question) else "rebuilt"
        return self.edit.shown(draft, wording(language), note)

    def _add(self, request: gr.Request, language: Language, key: str, text: str, question: str) -> Shown:
        draft, question = self._draft(request, language), question.strip()[:LONGEST_QUESTION]
        note = ""
        if draft and question:
            with draft.lock:
                _commented(draft, key, text)
                note = _added(draft, question)
        return self.edit.shown(draft, wording(language), note)

    def _exporting(self, form: str) -> Callable[..., tuple[str, str]]:
        """A handler that keeps the comment and writes the brief in one form: the link to it, or what went wrong."""

        def export(request: gr.Request, language: Language, key: str, text: str) -> tuple[str, str]:
            draft, words = self._draft(request, language), wording(language)
            if draft is None:
                return "", fault(words("briefing.gone"))
            _commented(draft, key, text)
            return exported(draft.brief, form, require(request, ROLES, language), self.office.exports, words)

        return export

    def _draft(self, request: gr.Request, language: Language) -> Draft | None:
        return self.drafts.of(require(request, ROLES, language), str(request.session_hash))

    def _take_up(self, before: str, request: gr.Request) -> Any:
        """Go on with the draft this tab showed before it was loaded anew."""
        person = require(request, ROLES, preferred(request))
        return gr.update(open=self.drafts.taken_up(person, before, str(request.session_hash)) is None)

    def _redraw(self, request: gr.Request, language: Language) -> Shown:
        return self.edit.shown(self._draft(request, language), wording(language))

    def _speak(self, language: Language, request: gr.Request) -> Shown:
        return *self.header.worded(request, language), *self._worded(language).values()

    def _worded(self, language: Language) -> dict[Any, Any]:
        words = wording(language)
        return {**self.setup.worded(words), **self.edit.worded(words)}


def _commented(draft: Draft, key: str, text: str) -> None:
    draft.comment(key, (text or "")[:LONGEST_COMMENT])


def _added(draft: Draft, question: str) -> str:
    """Ask one more question and show it; the key of the sentence that says why not."""
    if len(draft.brief.items) >= MOST_QUESTIONS:
        return "too_many"
    if not draft.add(question):
        return "rebuilt"
    draft.chosen = draft.brief.items[-1].key
    return ""
