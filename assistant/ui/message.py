"""Turns as messages of Gradio's chat: the figure first, then chart, parts, what leads on, table, method, tools."""

from html import escape
from typing import Any

import gradio as gr

from assistant.download import file_name
from assistant.ui import actions, card
from assistant.ui.figure import figure
from assistant.ui.turn import Turn
from assistant.ui.wording import Wording, wording

MOST_SHOWN = 8000
Message = dict[str, Any]


def asked(text: str) -> Message:
    """What somebody asked. Gradio writes the text of a message into the page as HTML, even where it renders none."""
    return {"role": "user", "content": escape(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]} …")}


def working(words: Wording) -> Message:
    """The sign that an answer is on its way."""
    text, slow = escape(words("page.working")), escape(words("page.slow"))
    told = f'<p class="ff-working" role="status">{text}<span class="ff-slow"> {slow}</span></p>'
    return {"role": "assistant", "content": gr.HTML(told)}


def answered(turn: Turn) -> Message:
    """The answer; what may be asked instead, or is asked back, as buttons below it."""
    answer, words = turn.answer, wording(turn.answer.language)
    content: list[Any] = [gr.HTML(card.lead(answer, words))]
    drawing = figure(answer.chart, words)
    if drawing is not None:
        content.append(gr.Plot(drawing, show_label=False, container=False))
    below = [
        card.caption(answer, words),
        _source(turn, words) if drawing is not None else "",
        actions.parts(turn, words),
        actions.follow_ups(turn, words),
        card.table(answer, words),
        card.computed(answer, words, turn.note),
        actions.toolbar(turn, drawing is not None, words),
    ]
    content.append(gr.HTML("".join(below)))
    options = [{"value": choice} for choice in (*answer.choices, *answer.suggestions)]
    return {"role": "assistant", "content": content} | ({"options": options} if options else {})


def _source(turn: Turn, words: Wording) -> str:
    """What a saved picture of the chart says of itself."""
    answer, chart = turn.answer, turn.answer.chart or {}
    source = words("action.source", interpretation=answer.interpretation.rstrip("."), audit=answer.audit_id)
    told = actions.attributes(title=chart["title"], source=source, file=file_name(answer, "png"))
    return f'<span class="ff-source" hidden {told}></span>'
