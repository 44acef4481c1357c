"""The audit desk: its five parts and how one leads to another. Every handler asks for the auditor's role itself."""

from typing import Any

import gradio as gr

from assistant.answer import Language
from assistant.people.office import Office
from assistant.ui.desk.evidence import Inspection
from assistant.ui.desk.evidence_tab import EvidenceTab
from assistant.ui.desk.overview_tab import OverviewTab
from assistant.ui.desk.queue_tab import QueueTab
from assistant.ui.desk.record_tab import RecordTab
from assistant.ui.desk.records_tab import RecordsTab
from assistant.ui.desk.words import DeskWords, desk_words
from assistant.ui.events import SHOW
from assistant.ui.header import Header
from guardrails.audit.queue import Queue

TABS = ("overview", "records", "record", "queue", "evidence")


class Desk:
    """One page for all auditors; it keeps nothing about them but what the log records."""

    def __init__(self, office: Office) -> None:
        words, inspection = desk_words("en"), Inspection(office.log)
        with gr.Blocks(title=words("auditing.title"), analytics_enabled=False, fill_width=True) as self.blocks:
            self.header = Header("audit", "auditing.title", "auditing.tagline")
            with gr.Row(elem_id="find"):
                self.wanted = gr.Textbox(
                    elem_id="wanted", max_lines=1, container=False, show_label=False, **_find(words)
                )
                self.go = gr.Button(words("desk.open"), variant="primary", size="sm", elem_id="open")
            self.note = gr.HTML(_note(words), elem_id="note")
            with gr.Tabs(elem_id="desk") as self.tabs:
                self.tab = {name: self._tab(name, words, office, inspection) for name in TABS}
            self._events()

    def _tab(self, name: str, words: DeskWords, office: Office, inspection: Inspection) -> Any:
        with gr.Tab(words(f"desk.{name}"), id=name) as tab:
            match name:
                case "overview":
                    self.overview = OverviewTab(office.log, inspection)
                case "records":
                    self.records = RecordsTab(office.log)
                case "record":
                    self.record = RecordTab(office)
                case "queue":
                    self.queue = QueueTab(office.log)
                case "evidence":
                    self.evidence = EvidenceTab(office, inspection)
        return tab

    def _events(self) -> None:
        language = self.header.language
        for section in (self.overview, self.records, self.record, self.queue, self.evidence):
            section.listen(language)
        opened: list[Any] = [self.tabs, *self.record.parts]
        for ask in (self.wanted.submit, self.go.click):
            ask(self._open, [self.wanted, language], opened, **SHOW)
        for part in (self.records.shown, self.queue.shown, self.record.shown, self.record.played):
            part.click(self._open_chosen, [language], opened, **SHOW)
        records = self.records
        pages = [records.shown, records.before, records.newer, records.older]
        self.tab["records"].select(records.first_page, [*records.filters.values(), language], pages, **SHOW)
        self.tab["queue"].select(self.queue.show, [self.queue.what, language], self.queue.shown, **SHOW)
        self._language(language)

    def _language(self, language: gr.Radio) -> None:
        spoken = list(self._worded("en"))
        shown = [*self.header.parts, *spoken]
        queue, evidence = self.queue, self.evidence
        open_parts = [self.overview.period, self.record.open_id, queue.what, queue.shown, evidence.verified]
        given = [language, *open_parts, self.records.before, *self.records.filters.values()]
        record = self.record
        content = [self.overview.shown, record.open_id, record.shown, record.state, self.records.shown, queue.shown]
        again = (self._again, given, [*content, evidence.verified, evidence.made, evidence.exported])
        for done in self.header.listen(self.blocks, self._speak, shown):
            done.then(*again, **SHOW)

    def _again(
        self,
        request: gr.Request,
        language: Language,
        period: str,
        opened: str,
        what: Queue,
        queued: str,
        verified: str,
        before: str,
        *filters: str,
    ) -> tuple[Any, ...]:
        """All that is open, in another language; each look is recorded like any other."""
        return (
            self.overview.show(period, language, request),
            *self.record.again(opened, language, request),
            self.records.again(before, (*filters, language), request),
            self.queue.show(what, language, request) if queued else gr.skip(),
            *self.evidence.again(verified, language),
        )  # fmt: skip

    def _open(self, wanted: str, language: Language, request: gr.Request) -> tuple[Any, ...]:
        return gr.update(selected="record"), *self.record.show(wanted, language, request)

    def _open_chosen(self, language: Language, request: gr.Request, chosen: gr.EventData) -> tuple[Any, ...]:
        return self._open(str(chosen._data.get("open", "")), language, request)

    def _speak(self, language: Language, request: gr.Request) -> tuple[Any, ...]:
        return *self.header.worded(request, language), *self._worded(language).values()

    def _worded(self, language: Language) -> dict[Any, Any]:
        words = desk_words(language)
        return {
            self.wanted: gr.update(**_find(words)),
            self.go: words("desk.open"),
            self.note: _note(words),
            **{tab: gr.update(label=words(f"desk.{name}")) for name, tab in self.tab.items()},
            **self.overview.worded(words),
            **self.records.worded(words),
            **self.record.worded(words),
            **self.queue.worded(words),
            **self.evidence.worded(words),
        }


def _find(words: DeskWords) -> dict[str, Any]:
    return {"label": words("desk.find"), "placeholder": words("desk.find_hint")}


def _note(words: DeskWords) -> str:
    return f'<p class="ff-caption">{words("desk.no_data")}</p>'
