"""Verification, export and monthly report."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import gradio as gr

from assistant.answer import Language
from assistant.monthly.report import MEDIA_TYPES, Form, file_name, report
from assistant.people.office import Office
from assistant.ui.desk.auditor import as_auditor, complaint
from assistant.ui.desk.evidence import Inspection, bundle, link, verdict
from assistant.ui.desk.words import DeskWords, desk_words
from assistant.ui.events import ACT
from assistant.ui.visitor import person_of
from guardrails.audit.anchor import public_key
from guardrails.audit.export import Format
from guardrails.audit.index import Index
from guardrails.audit.month import month_of

MOST = 100_000
"""Records of an export that a browser fetches."""
FORMATS = ("jsonl", "csv")
MONTHS = 13


class EvidenceTab:
    """Is the log intact, and what can be handed to others as proof."""

    def __init__(self, office: Office, inspection: Inspection) -> None:
        self.office, self.log, self.inspection = office, office.log, inspection
        words = desk_words("en")
        with gr.Column(elem_classes="fd-card"):
            self.verify_title = gr.HTML(_titled("verify", words))
            self.thorough = gr.Checkbox(label=words("evidence.thorough"), elem_id="thorough")
            self.verify = gr.Button(words("evidence.verify"), variant="primary", size="sm", elem_id="verify")
            self.verified = gr.HTML(elem_id="verified")
        with gr.Column(elem_classes="fd-card"):
            self.report_title = gr.HTML(_titled("report", words))
            with gr.Row():
                self.month = gr.Dropdown(
                    _months(words), value=_this_month(), label=words("evidence.month"), elem_id="month"
                )
                self.form = gr.Radio(["pdf", "csv"], value="pdf", label=words("evidence.format"), elem_id="form")
            self.make = gr.Button(words("evidence.report"), size="sm", elem_id="make_report")
            self.made = gr.HTML(elem_id="report")
        with gr.Column(elem_classes="fd-card"):
            self.export_title = gr.HTML(_titled("export", words))
            with gr.Row():
                self.since = gr.Textbox(elem_id="export_since", **_dated("since", words))
                self.until = gr.Textbox(elem_id="export_until", **_dated("until", words))
                self.format = gr.Radio(list(FORMATS), value="jsonl", label=words("evidence.format"), elem_id="format")
            self.export = gr.Button(words("evidence.export"), size="sm", elem_id="export")
            self.exported = gr.HTML(elem_id="exported")

    def listen(self, language: gr.Radio) -> None:
        """Verify, report, export when asked to."""
        self.verify.click(self.check, [self.thorough, language], self.verified, **ACT)
        self.make.click(self.month_report, [self.month, self.form, language], self.made, **ACT)
        given = [self.since, self.until, self.format, language]
        self.export.click(self.make_export, given, self.exported, **ACT)

    def check(self, thorough: bool, language: Language, request: gr.Request) -> str:
        """Verify the chain now."""
        with as_auditor(request, language) as asker:
            self.log.record_read("verify", 0, asker)
            return verdict(self.inspection.verify(thorough), public_key(), desk_words(language))

    def again(self, verified: str, language: Language) -> tuple[Any, str, str]:
        """What verifying came to in another language; files were made in the other one and go."""
        last = self.inspection.last if verified else None
        return verdict(last, public_key(), desk_words(language)) if last else gr.skip(), "", ""

    def month_report(self, month: str, form: Form, language: Language, request: gr.Request) -> str:
        """The report of a month (YYYY-MM) as a file for this auditor alone."""
        with as_auditor(request, language) as asker:
            first = date.fromisoformat(f"{month}-01")
            content = report(month_of(self.log, first, asker), form, language)
        name = file_name(first, form, language)
        address = self.office.exports.keep(person_of(request), name, content, MEDIA_TYPES[form])
        return link(address, name, desk_words(language))

    def make_export(self, since: str, until: str, form: Format, language: Language, request: gr.Request) -> str:
        """The records of these days with their proof, as a file for this auditor alone."""
        words = desk_words(language)
        with as_auditor(request, language) as asker:
            first, last = _day(since, words), _day(until, words)
            days = Index(self.log.store).days(str(first or ""), str(last or "9999"))
            count = sum(day.records for day in days if not day.rule)
            if count > MOST:
                said = words("evidence.too_many", count=words.number(count), most=words.number(MOST))
                raise complaint(said)
            try:
                done, packed = bundle(self.log, form, first, last, asker)
            except LookupError:
                raise complaint(words("evidence.nothing")) from None
        name = "footfall-audit.zip"
        address = self.office.exports.keep(person_of(request), name, packed, "application/zip")
        said = words(
            "evidence.exported", count=words.number(done.count), first=f"A{done.first:06d}", last=f"A{done.last:06d}"
        )
        return link(address, name, words, said)

    def worded(self, words: DeskWords) -> dict[Any, Any]:
        """The parts in another language."""
        return {
            self.verify_title: _titled("verify", words),
            self.thorough: gr.update(label=words("evidence.thorough")),
            self.verify: words("evidence.verify"),
            self.report_title: _titled("report", words),
            self.month: gr.update(label=words("evidence.month"), choices=_months(words)),
            self.form: gr.update(label=words("evidence.format")),
            self.make: words("evidence.report"),
            self.export_title: _titled("export", words),
            self.since: gr.update(**_dated("since", words)),
            self.until: gr.update(**_dated("until", words)),
            self.format: gr.update(label=words("evidence.format")),
            self.export: words("evidence.export"),
        }


def _titled(name: str, words: DeskWords) -> str:
    return f'<h3>{words(f"evidence.{name}_title")}</h3><p class="ff-caption">{words(f"evidence.{name}_hint")}</p>'


def _dated(name: str, words: DeskWords) -> dict[str, Any]:
    return {"label": words(f"list.{name}"), "placeholder": words("list.date_hint")}


def _day(text: str, words: DeskWords) -> date | None:
    try:
        return words.date_of(text or "")
    except ValueError:
        raise complaint(words("desk.bad_date", value=text)) from None


def _this_month() -> str:
    return f"{datetime.now(UTC):%Y-%m}"


def _months(words: DeskWords) -> list[tuple[str, str]]:
    """The running month and those before, newest first."""
    firsts, first = [], datetime.now(UTC).date().replace(day=1)
    for _ in range(MONTHS):
        firsts.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return [(words.month(first), f"{first:%Y-%m}") for first in firsts]
