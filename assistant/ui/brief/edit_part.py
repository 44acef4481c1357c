"""The brief being edited: its questions on one side, the chosen one with its answer and comment on the other."""

from html import escape
from typing import Any

import gradio as gr

from assistant.brief.formats import FORMATS
from assistant.brief.mail import MOST_QUESTIONS
from assistant.protection import protection_note
from assistant.ui import card
from assistant.ui.brief.draft import Draft
from assistant.ui.chat import LONGEST_QUESTION
from assistant.ui.figure import figure
from assistant.ui.wording import Wording, wording

LONGEST_COMMENT = 2000
BUTTONS = ("up", "down", "remove")


class EditPart:
    """`parts` are what `shown` fills from a draft."""

    def __init__(self) -> None:
        words = wording("en")
        with gr.Column(visible=False, elem_id="draft") as self.whole:
            self.head = gr.HTML(elem_id="told")
            with gr.Row(elem_id="sheet"):
                with gr.Column(elem_id="listed"):
                    self.questions = gr.Radio([], elem_id="questions", label=words("briefing.questions"))
                    self.new = gr.Textbox(elem_id="another", label=words("briefing.add"), **_question())
                    self.add = gr.Button(words("briefing.add_button"), size="sm", elem_id="add")
                with gr.Column(elem_id="chosen") as self.chosen:
                    self.question = gr.Textbox(elem_id="asked", label=words("briefing.question"), **_question())
                    with gr.Row(elem_id="changes"):
                        self.again = gr.Button(words("briefing.ask_again"), size="sm", elem_id="again")
                        self.change = {
                            name: gr.Button(words(f"briefing.{name}"), size="sm", elem_id=name) for name in BUTTONS
                        }
                    self.lead = gr.HTML(elem_id="lead")
                    self.plot = gr.Plot(show_label=False, container=False, visible=False, elem_id="plot")
                    self.below = gr.HTML(elem_id="below")
                    self.comment = gr.Textbox(
                        elem_id="comment", lines=2, max_lines=8, max_length=LONGEST_COMMENT, **_commented(words)
                    )
                    self.kept = gr.HTML(elem_id="kept")
            self.note = gr.HTML(elem_id="fault")
            with gr.Row(elem_id="export"):
                self.export_title = gr.HTML(_export(words), elem_id="export_title")
                self.export = {form: gr.Button(form.upper(), size="sm", elem_id=form) for form in FORMATS}
            self.made = gr.HTML(elem_id="made")

    @property
    def parts(self) -> list[Any]:
        """What `shown` fills."""
        return [
            self.whole, self.head, self.questions, self.new, self.chosen, self.question, *self.change.values(),
            self.lead, self.plot, self.below, self.comment, self.kept, self.note, *self.export.values(), self.made,
        ]  # fmt: skip

    def shown(self, draft: Draft | None, words: Wording, note: str = "") -> tuple[Any, ...]:
        """The draft as it is now; `note` is the key of what went wrong. Links to exports are out of date."""
        if draft is None:
            return (gr.update(visible=False), *(gr.skip() for _ in self.parts[1:]))
        items, item = draft.brief.items, draft.item
        named = [(_named(n, each.question, each.answer.status, words), each.key) for n, each in enumerate(items, 1)]
        at = draft.brief.at(draft.chosen)
        answered = bool(draft.brief.answered)
        return (
            gr.update(visible=True),
            _head(draft, words),
            gr.update(choices=named, value=item.key if item else None),
            "",
            gr.update(visible=item is not None),
            item.question if item else "",
            *(gr.update(interactive=may) for may in (bool(at), at is not None and at < len(items) - 1, bool(item))),
            *self._answer(draft),
            item.comment if item else "",
            "",
            fault(words(f"briefing.{note}", **_values(draft, words)) if note else ""),
            *(gr.update(interactive=answered) for _ in self.export),
            "" if answered else f'<p class="ff-caption">{escape(words("briefing.nothing"))}</p>',
        )

    def worded(self, words: Wording) -> dict[Any, Any]:
        """Labels in another language; what `shown` fills is left as it is."""
        return {
            self.questions: gr.update(label=words("briefing.questions")),
            self.new: gr.update(label=words("briefing.add")),
            self.add: words("briefing.add_button"),
            self.question: gr.update(label=words("briefing.question")),
            self.again: words("briefing.ask_again"),
            **{button: words(f"briefing.{name}") for name, button in self.change.items()},
            self.comment: gr.update(**_commented(words)),
            self.export_title: _export(words),
        }

    @staticmethod
    def _answer(draft: Draft) -> tuple[Any, ...]:
        if draft.item is None:
            return "", gr.update(value=None, visible=False), ""
        answer = draft.item.answer
        told = wording(answer.language)
        drawing = figure(answer.chart, told)
        note = ""
        if answer.status == "answered":
            note = protection_note(draft.brief.build, answer.threshold, answer.language)
        below = card.caption(answer, told) + card.table(answer, told) + card.computed(answer, told, note)
        return card.lead(answer, told), gr.update(value=drawing, visible=drawing is not None), below


def fault(text: str) -> str:
    """A sentence on what could not be done, read out at once."""
    return f'<p class="fb-fault" role="alert">{escape(text)}</p>' if text else ""


def _values(draft: Draft, words: Wording) -> dict[str, str]:
    """What such a sentence may name."""
    return {"build": draft.assistant.reference.build.build_id, "most": words.number(MOST_QUESTIONS)}


def _head(draft: Draft, words: Wording) -> str:
    brief = draft.brief
    told = words("briefing.answered", n=len(brief.answered), all=len(brief.items))
    facts = " · ".join((brief.client, brief.purpose, words.phrases["briefing"]["languages"][brief.language]))
    left_out = ""
    if draft.left_out:
        points = "".join(f"<li>{escape(sentence)}</li>" for sentence in draft.left_out)
        title = words("briefing.left_out", n=len(draft.left_out))
        left_out = f'<details class="ff-fold"><summary>{escape(title)}</summary><ul>{points}</ul></details>'
    return f'<h2>{escape(brief.title)}</h2><p role="status">{escape(told)}</p><p>{escape(facts)}</p>{left_out}'


def _named(n: int, question: str, status: str, words: Wording) -> str:
    mark = words.phrases["briefing"]["mark"][status]
    return f"{n}. {question} · {mark}"


def _question() -> dict[str, Any]:
    return {"max_lines": 4, "max_length": LONGEST_QUESTION}


def _commented(words: Wording) -> dict[str, Any]:
    return {"label": words("briefing.comment"), "placeholder": words("briefing.comment_hint")}


def _export(words: Wording) -> str:
    return f"<h3>{escape(words('briefing.export'))}</h3>"
