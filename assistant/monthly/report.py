"""The report as a file: PDF to read and keep, CSV to calculate with."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Literal

from assistant.answer import Language
from assistant.monthly.content import Section, sections, words_of
from assistant.wording import Wording
from guardrails.audit.export import plain_cell
from guardrails.audit.month import Month

Form = Literal["pdf", "csv"]
MEDIA_TYPES: dict[Form, str] = {"pdf": "application/pdf", "csv": "text/csv"}


def report(month: Month, form: Form, language: Language) -> bytes:
    """The file's content."""
    words = words_of(language)
    if form == "csv":
        return _csv(sections(month, words), words)
    from assistant.monthly.pdf import pdf  # noqa: PLC0415 (slow to load)

    name = words.month(month.first)
    today = words.day(datetime.now(UTC).date())
    return pdf(
        words("report.title", month=name),
        words("report.subtitle", span=words.span(month.summary.since, month.summary.until)),
        words("report.footer", month=name, today=today),
        sections(month, words),
        words,
    )


def file_name(first: date, form: Form, language: Language) -> str:
    """What the file is called where nobody gave it a name."""
    return f"footfall-{'revision' if language == 'de' else 'audit'}-{first:%Y-%m}.{form}"


def _csv(parts: Iterable[Section], words: Wording) -> bytes:
    """One line a figure: section, item, value and what the table calls it; as spreadsheets of the language read it."""
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";" if words.language == "de" else ",")
    lines.writerow([words(f"report.{name}") for name in ("section", "item", "what", "value")])
    for part in parts:
        lines.writerows([plain_cell(cell) for cell in line] for line in _lines(part))
    return out.getvalue().encode("utf-8-sig")


def _lines(part: Section) -> Iterator[tuple[str, str, str, str]]:
    yield from ((part.title, "", "", sentence) for sentence in part.sentences)
    if part.table:
        _, *heads = part.table.head
        for item, *values in part.table.rows:
            yield from ((part.title, item, head, value) for head, value in zip(heads, values, strict=True))
