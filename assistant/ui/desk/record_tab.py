"""One record: all the log holds, its review, who it was, how it would be decided today."""

from html import escape
from typing import Any

import gradio as gr

from assistant.answer import Language
from assistant.people.office import Office
from assistant.people.person import Person
from assistant.replay import Decision, Replayed, replay
from assistant.ui.desk.auditor import OPENS, as_auditor, complaint
from assistant.ui.desk.record import history, record_page
from assistant.ui.desk.words import DeskWords, desk_words
from assistant.ui.events import ACT
from guardrails.audit import Record
from guardrails.audit.resolve import resolve
from guardrails.audit.review import STEPS, NotReviewed, review, state_of
from guardrails.roles import data_roles

LONGEST = 2000


class RecordTab:
    """What is open is known by its id alone; every handler reads it from the log again."""

    def __init__(self, office: Office) -> None:
        self.office, self.log = office, office.log
        words = desk_words("en")
        self.open_id = gr.Textbox(visible="hidden", elem_id="open_id")
        self.empty = gr.HTML(_empty(words), elem_id="record_empty")
        self.shown = gr.HTML(elem_id="record", js_on_load=OPENS)
        with gr.Column(visible=False, elem_id="work") as self.work:
            with gr.Column(elem_id="reviewing", elem_classes="fd-card"):
                self.state = gr.HTML(elem_id="state")
                self.step = gr.Radio(_steps(words), label=words("review.step"), elem_id="step")
                self.comment = gr.Textbox(elem_id="comment", lines=2, max_length=LONGEST, **_comment(words))
                self.take = gr.Button(words("review.take"), variant="primary", size="sm", elem_id="take")
            with gr.Column(elem_id="who", elem_classes="fd-card"):
                self.who_title = gr.HTML(_titled("who", words))
                self.names = gr.Textbox(label=words("who.names"), lines=3, max_length=LONGEST, elem_id="names")
                self.reason = gr.Textbox(elem_id="reason", max_length=LONGEST, **_reason(words))
                self.find = gr.Button(words("who.find"), size="sm", elem_id="find_name")
                self.found = gr.HTML(elem_id="found")
            with gr.Column(elem_id="again", elem_classes="fd-card"):
                self.replay_title = gr.HTML(_titled("replay", words))
                self.play = gr.Button(words("replay.run"), size="sm", elem_id="replay")
                self.played = gr.HTML(elem_id="played", js_on_load=OPENS)
        self.parts = [self.open_id, self.shown, self.work, self.state, self.step, self.comment, self.found, self.played]

    def listen(self, language: gr.Radio) -> None:
        """Take steps, try names, decide again."""
        reviewed = [self.state, self.step, self.comment]
        self.take.click(self.take_step, [self.open_id, self.step, self.comment, language], reviewed, **ACT)
        given = [self.open_id, self.names, self.reason, language]
        self.find.click(self.find_name, given, [self.found, self.names], **ACT)
        self.play.click(self.decide_again, [self.open_id, language], self.played, **ACT)

    def show(self, wanted: str, language: Language, request: gr.Request) -> tuple[Any, ...]:
        """The record, for `parts`. That it was opened is recorded."""
        words, wanted = desk_words(language), _as_id(wanted)
        with as_auditor(request, language) as asker:
            record = self.log.get(wanted, asker)
            if record is None:
                raise complaint(words("desk.unknown", id=wanted or "–"))
            page = record_page(record, self._related(record), words)
        is_question = record.body["kind"] == "asked"
        return wanted, page, gr.update(visible=is_question), self._state(wanted, words), None, "", "", ""

    def again(self, wanted: str, language: Language, request: gr.Request) -> tuple[Any, ...]:
        """The open record in another language: its id, page and state of review belong together."""
        if not wanted:
            return (gr.skip(),) * 3
        opened, page, _, state, *_ = self.show(wanted, language, request)
        return opened, page, state

    def take_step(
        self, wanted: str, step: str | None, comment: str, language: Language, request: gr.Request
    ) -> tuple[Any, ...]:
        """One step of the review; misuse needs two people."""
        words = desk_words(language)
        with as_auditor(request, language) as asker:
            chosen = next((known for known in STEPS if known == step), None)
            if chosen is None:
                raise complaint(words("review.choose"))
            done = review(self.log, wanted, chosen, comment[:LONGEST], asker)
            if isinstance(done, NotReviewed):
                raise complaint(done.why[language])
        said = words("review.taken", step=done.audit_id, state=words(f"review.{done.state}"))
        return f'<p class="fd-done" role="status">{escape(said)}</p>{self._state(wanted, words)}', None, ""

    def find_name(
        self, wanted: str, names: str, reason: str, language: Language, request: gr.Request
    ) -> tuple[str, str]:
        """Which of the names somebody brings along is the pseudonym's; they are not kept on the page either."""
        words = desk_words(language)
        with as_auditor(request, language) as asker:
            record = self.log.peek(wanted)
            tried = [name for name in names[:LONGEST].splitlines() if name.strip()]
            if record is None or not tried:
                raise complaint(words("who.no_names"))
            if not reason.strip():
                raise complaint(words("who.no_reason"))
            key = record.body["user"]
            name = resolve(self.log, key, tried, reason[:LONGEST], asker)
        said = words("who.found", pseudonym=key, name=name) if name else words("who.nobody", pseudonym=key)
        return f'<p class="fd-done" role="status">{escape(said)}</p>', ""

    def decide_again(self, wanted: str, language: Language, request: gr.Request) -> str:
        """The recorded question under today's rules; the decisions are shown, no row."""
        words = desk_words(language)
        with as_auditor(request, language) as asker:
            record = self.log.peek(wanted)
            if record is None:
                raise complaint(words("desk.unknown", id=wanted or "–"))
            role = record.body["role"]
            if role not in data_roles():
                raise complaint(words("replay.no_role", role=words.of("role", role)))
            same_role = self.office.assistant_of(Person(asker.user, role), "desk", purpose=f"replay {wanted}")
            return _compared(replay(same_role, self.log, record), words)

    def worded(self, words: DeskWords) -> dict[Any, Any]:
        """The parts in another language."""
        return {
            self.empty: _empty(words),
            self.step: gr.update(label=words("review.step"), choices=_steps(words)),
            self.comment: gr.update(**_comment(words)),
            self.take: words("review.take"),
            self.who_title: _titled("who", words),
            self.names: gr.update(label=words("who.names")),
            self.reason: gr.update(**_reason(words)),
            self.find: words("who.find"),
            self.replay_title: _titled("replay", words),
            self.play: words("replay.run"),
        }

    def _related(self, record: Record) -> tuple[Record, ...]:
        return self.log.of_kind("part", "released", "review", "feedback", about=record.audit_id)

    def _state(self, wanted: str, words: DeskWords) -> str:
        steps = self.log.of_kind("review", about=wanted)
        reached = [state_of(r.body for r in steps[: n + 1]) for n in range(len(steps))]
        state = words("review.state", state=words(f"review.{reached[-1] if reached else 'new'}"))
        return f"<h3>{words('review.title')}</h3><p><b>{escape(state)}</b></p>{history(steps, reached, words)}"


def _as_id(text: str) -> str:
    """`a123`, `123` and `A000123` are one record."""
    digits = text.strip().upper().removeprefix("A").lstrip("0")
    return f"A{digits:0>6}" if digits.isdigit() else text.strip()[:40]


def _compared(played: Replayed, words: DeskWords) -> str:
    verdict = words("replay.same" if played.same else "replay.differs")
    rows = words(f"replay.{played.rows.replace(' ', '_')}")
    masked = f"<p>{words('replay.masked')}</p>" if played.masked else ""
    sides = "".join(
        f"<dt>{words(f'replay.{name}')}</dt><dd>{_decision(decision, words)}</dd>"
        for name, decision in (("then", played.then), ("today", played.today))
    )
    new = f'<button type="button" class="fd-open" data-open="{played.audit_id}">{played.audit_id}</button>'
    return f'<p class="fd-done" role="status">{verdict}</p><dl>{sides}</dl><p>{rows} {new}</p>{masked}'


def _decision(decision: Decision, words: DeskWords) -> str:
    said = [words.of("status", decision.status), *decision.rules]
    said += [words("replay.versions", build=decision.build, policy=decision.policy)] if decision.build else []
    return escape(" · ".join(said))


def _empty(words: DeskWords) -> str:
    return f'<p class="ff-caption">{words("record.empty")}</p>'


def _titled(section: str, words: DeskWords) -> str:
    return f'<h3>{words(f"{section}.title")}</h3><p class="ff-caption">{words(f"{section}.hint")}</p>'


def _steps(words: DeskWords) -> list[tuple[str, str]]:
    return [(words(f"review.step_{step}"), step) for step in STEPS]


def _comment(words: DeskWords) -> dict[str, Any]:
    return {"label": words("review.comment"), "placeholder": words("review.comment_hint")}


def _reason(words: DeskWords) -> dict[str, Any]:
    return {"label": words("who.reason"), "placeholder": words("who.reason_hint")}
