"""Who calls a handler of the desk: an auditor, or nobody who is answered."""

from collections.abc import Iterator
from contextlib import contextmanager

import gradio as gr

from assistant.answer import Language
from assistant.ui.visitor import require
from guardrails.audit import AuditUnavailable
from guardrails.verdict import Asker

ROLE = "auditor"
OPENS = (
    "element.addEventListener('click', event => { const line = event.target.closest('[data-open]');"
    " if (line) trigger('click', {open: line.dataset.open}); });"
)
"""Lets an HTML part say which record somebody wants to open."""


@contextmanager
def as_auditor(request: gr.Request, language: Language) -> Iterator[Asker]:
    """Who looks, if they are an auditor; anybody else is refused and recorded. A log out of order says so."""
    person = require(request, (ROLE,), language)
    try:
        yield Asker(ROLE, person.name, interface="desk")
    except AuditUnavailable as unavailable:
        raise gr.Error(unavailable.message[language], print_exception=False) from unavailable


def complaint(text: str) -> gr.Error:
    """What somebody has to put right, in a sentence."""
    return gr.Error(text, print_exception=False, duration=8)
