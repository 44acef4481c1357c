"""What waits for review."""

from typing import Any, get_args

import gradio as gr

from assistant.answer import Language
from assistant.ui.desk.auditor import OPENS, as_auditor
from assistant.ui.desk.listing import listing
from assistant.ui.desk.words import DeskWords, desk_words
from assistant.ui.events import SHOW
from guardrails.audit import AuditLog
from guardrails.audit.queue import Queue, queued
from guardrails.audit.review import states

QUEUES: tuple[Queue, ...] = get_args(Queue)
MOST = 50


class QueueTab:
    """Refusals nobody reviewed, reviews that wait, a sample of what was answered, signals, feedback."""

    def __init__(self, log: AuditLog) -> None:
        self.log = log
        words = desk_words("en")
        with gr.Row(elem_id="queues"):
            self.what = gr.Dropdown(_queues(words), value="refused", label=words("queue.what"), elem_id="queue")
            self.reload = gr.Button(words("queue.reload"), size="sm", elem_id="reload")
        self.shown = gr.HTML(elem_id="queued", js_on_load=OPENS)

    def listen(self, language: gr.Radio) -> None:
        """Show the queue that is chosen."""
        for ask in (self.what.input, self.reload.click):
            ask(self.show, [self.what, language], self.shown, **SHOW)

    def show(self, what: Queue, language: Language, request: gr.Request) -> str:
        """The newest records of a queue, with what it is for."""
        words = desk_words(language)
        with as_auditor(request, language) as asker:
            records = queued(self.log, what, asker, MOST)
            reviewed = states(self.log, [record.audit_id for record in records])
        return f'<p class="ff-caption">{words(f"queue.hint_{what}")}</p>{listing(records, reviewed, words)}'

    def worded(self, words: DeskWords) -> dict[Any, Any]:
        """The parts in another language."""
        return {
            self.what: gr.update(label=words("queue.what"), choices=_queues(words)),
            self.reload: words("queue.reload"),
        }


def _queues(words: DeskWords) -> list[tuple[str, str]]:
    return [(words(f"queue.{name}"), name) for name in QUEUES]
