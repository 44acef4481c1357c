"""The questions of one person beside the conversation: pinned ones, the last ones, each asked again by a click."""

from html import escape

from assistant.history import Asked
from assistant.ui.actions import attributes, icon
from assistant.ui.wording import Wording

MOST_SHOWN = 30


def panel(questions: tuple[Asked, ...], words: Wording) -> str:
    """The panel as HTML."""
    pinned = tuple(q for q in questions if q.pinned)
    recent = tuple(q for q in questions if not q.pinned)[:MOST_SHOWN]
    forget = f'<button type="button" class="ff-forget" data-do="forget">{escape(words("panel.forget"))}</button>'
    hint = escape(words("panel.hint" if questions else "panel.empty"))
    return (
        f'<nav class="ff-history" aria-label="{escape(words("panel.label"))}">'
        f"{_listed('pinned', pinned, words)}{_listed('recent', recent, words)}"
        f'{forget if recent else ""}<p class="ff-hint">{hint}</p></nav>'
    )


def _listed(name: str, questions: tuple[Asked, ...], words: Wording) -> str:
    if not questions:
        return ""
    items = "".join(f"<li>{_question(q, words)}</li>" for q in questions)
    return f"<h2>{escape(words(f'panel.{name}'))}</h2><ul>{items}</ul>"


def _question(asked: Asked, words: Wording) -> str:
    do = "unpin" if asked.pinned else "pin"
    spoken = escape(words(f"panel.{do}", question=asked.text))
    return (
        f'<button type="button" class="ff-asked" {attributes(do="ask", text=asked.text)}>'
        f"<span>{escape(asked.text)}</span></button>"
        f'<button type="button" class="ff-pin" {attributes(do=do, text=asked.text)} aria-label="{spoken}" '
        f'aria-pressed="{str(asked.pinned).lower()}">{icon("pin")}</button>'
    )
