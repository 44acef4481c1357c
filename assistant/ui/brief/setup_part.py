"""The form: for whom the brief is, what for, in which language, and what it answers."""

from datetime import date, timedelta
from typing import Any

import gradio as gr

from assistant.answer import Language
from assistant.brief.brief import last_whole_month
from assistant.brief.mail import MOST_CHARACTERS
from assistant.brief.templates import templates
from assistant.service import Assistant
from assistant.ui.brief.order import LONGEST_NAME, OWN, Order, chosen
from assistant.ui.wording import Wording, wording

TEXTS = ("client", "purpose", "name")
SATURDAY = 5


class SetupPart:
    """The fields in reading order (`given`), the button, and the line that says how far it is."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        words = wording("en")
        with gr.Accordion(words("briefing.setup"), open=True, elem_id="setup") as self.fold:
            with gr.Row(elem_classes="fb-fields"):
                self.client, self.purpose, self.name = (
                    gr.Textbox(elem_id=name, max_lines=1, max_length=LONGEST_NAME, **_texted(name, words))
                    for name in TEXTS
                )
            self.reply = gr.Radio(elem_id="reply", value="en", **self._replied(words))
            self.source = gr.Radio(elem_id="source", value=OWN, **_sources(words))
            self.mail = gr.Textbox(
                elem_id="mail", lines=7, max_lines=16, max_length=MOST_CHARACTERS + 1, **_texted("mail", words)
            )
            with gr.Row(elem_classes="fb-fields", visible=False) as self.blanks:
                self.places = gr.Dropdown(
                    [place.place for place in assistant.reference.places],
                    multiselect=True, elem_id="places", label=words("briefing.places"),
                )  # fmt: skip
                self.month = gr.Dropdown(value=_usual_month(assistant), elem_id="month", **self._months(words))
                self.day = gr.Dropdown(value=_usual_day(assistant), elem_id="day", visible=False, **self._days(words))
            with gr.Row(elem_id="start"):
                self.create = gr.Button(words("briefing.create"), variant="primary", elem_id="create")
                self.said = gr.HTML(elem_id="said")
            self.recorded = gr.HTML(_recorded(words), elem_id="recorded")

    @property
    def given(self) -> list[Any]:
        """The fields that `order` reads."""
        return [
            self.client, self.purpose, self.name, self.reply, self.source, self.mail, self.places, self.month, self.day
        ]  # fmt: skip

    def blanks_of(self, source: str) -> tuple[Any, ...]:
        """What is shown of mail, blanks, month and day for a source."""
        template = chosen(source, "en")
        about_a_day = template is not None and template.about_a_day
        return (
            gr.update(visible=template is None),
            gr.update(visible=template is not None),
            gr.update(visible=not about_a_day),
            gr.update(visible=about_a_day),
        )

    def worded(self, words: Wording) -> dict[Any, Any]:
        """The parts in another language."""
        return {
            self.fold: gr.update(label=words("briefing.setup")),
            self.client: gr.update(**_texted("client", words)),
            self.purpose: gr.update(**_texted("purpose", words)),
            self.name: gr.update(**_texted("name", words)),
            self.reply: gr.update(**self._replied(words)),
            self.source: gr.update(**_sources(words)),
            self.mail: gr.update(**_texted("mail", words)),
            self.places: gr.update(label=words("briefing.places")),
            self.month: gr.update(**self._months(words)),
            self.day: gr.update(**self._days(words)),
            self.create: words("briefing.create"),
            self.recorded: _recorded(words),
        }

    def _months(self, words: Wording) -> dict[str, Any]:
        months = sorted({day.replace(day=1) for day in self._all_days()}, reverse=True)
        return {"label": words("briefing.month"), "choices": [(words.month(day), str(day)) for day in months]}

    def _days(self, words: Wording) -> dict[str, Any]:
        days = [(words.weekday_and_day(day), str(day)) for day in reversed(self._all_days())]
        return {"label": words("briefing.day"), "choices": days}

    def _all_days(self) -> list[date]:
        reference = self._assistant.reference
        count = (reference.last_day - reference.first_day).days + 1
        return [reference.first_day + timedelta(days=n) for n in range(count)]

    @staticmethod
    def _replied(words: Wording) -> dict[str, Any]:
        named: dict[Language, str] = words.phrases["briefing"]["languages"]
        return {"label": words("briefing.language"), "choices": [(text, code) for code, text in named.items()]}


def order(*given: Any) -> Order:
    """The form as it was filled in (the values of `SetupPart.given`)."""
    client, purpose, name, language, source, mail, places, month, day = given
    to, what_for, called = (" ".join(str(text or "").split())[:LONGEST_NAME] for text in (client, purpose, name))
    return Order(
        to, what_for, called, language, str(source), str(mail or ""), tuple(places or ()), str(month), str(day)
    )


def _texted(name: str, words: Wording) -> dict[str, Any]:
    return {"label": words(f"briefing.{name}"), "placeholder": words(f"briefing.{name}_hint")}


def _sources(words: Wording) -> dict[str, Any]:
    named = [(template.name, template.id) for template in templates(words.language)]
    return {"label": words("briefing.source"), "choices": [(words("briefing.own"), OWN), *named]}


def _recorded(words: Wording) -> str:
    return f'<p class="ff-caption">{words("briefing.recorded")}</p>'


def _usual_month(assistant: Assistant) -> str:
    return str(last_whole_month(assistant))


def _usual_day(assistant: Assistant) -> str:
    """The last Saturday of the data."""
    last = assistant.reference.last_day
    return str(last - timedelta(days=(last.weekday() - SATURDAY) % 7))
