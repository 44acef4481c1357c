"""The overview's part of the page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import gradio as gr

from assistant.answer import Language
from assistant.ui.desk.auditor import as_auditor
from assistant.ui.desk.evidence import Inspection
from assistant.ui.desk.overview import overview
from assistant.ui.desk.words import DeskWords, desk_words
from assistant.ui.events import SHOW
from guardrails.audit import AuditLog
from guardrails.audit.summary import summary

SPANS = ("7", "30", "90", "365")


class OverviewTab:
    """What was asked and refused in a span of days, and whether the log is intact."""

    def __init__(self, log: AuditLog, inspection: Inspection) -> None:
        self.log, self.inspection = log, inspection
        words = desk_words("en")
        self.period = gr.Dropdown(_spans(words), value="30", label=words("overview.period"), elem_id="period")
        self.shown = gr.HTML(elem_id="overview")

    def listen(self, language: gr.Radio) -> None:
        """Show another span when one is chosen."""
        self.period.input(self.show, [self.period, language], self.shown, **SHOW)

    def show(self, days: str, language: Language, request: gr.Request) -> str:
        """The overview of the last so many days."""
        with as_auditor(request, language) as asker:
            until = datetime.now(UTC).date()
            since = until - timedelta(days=int(days) - 1)
            self.log.record_read(f"overview {since}..{until}", 0, asker)
            return overview(summary(self.log, since, until), self.inspection.recent(), desk_words(language))

    def worded(self, words: DeskWords) -> dict[Any, Any]:
        """The parts in another language."""
        return {self.period: gr.update(label=words("overview.period"), choices=_spans(words))}


def _spans(words: DeskWords) -> list[tuple[str, str]]:
    return [(words(f"overview.{days}"), days) for days in SPANS]
