"""The monthly report: PDF and CSV in both languages, with the numbers the log holds."""

import csv
import io
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.answer import Language
from assistant.monthly.content import words_of
from assistant.monthly.report import file_name, report
from guardrails.audit import AuditLog, Entry
from guardrails.audit.month import Month, month_of
from guardrails.audit.review import review
from guardrails.verdict import Asker, Finding
from tests.assistant.ui.test_strings import keys
from warehouse.catalog import Label

AUDITOR = Asker("auditor", "revision")
REFUSAL = Finding("K01", Label(de="geschützt", en="protected"))
HEADS = {"de": ["Abschnitt", "Posten", "Was", "Wert"], "en": ["Section", "Item", "What", "Value"]}


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """1,234 questions, of which seven were refused, two of them to a client whose name would be a formula."""
    folder = tmp_path_factory.mktemp("monthly")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOOTFALL_HOME", str(folder / "home"))
        log = AuditLog.open(folder / "audit.sqlite")
        for n in range(1234):
            asker = Asker("sales", "erika", "=ACME" if n < 2 else "Musterladen")
            refused = n < 7
            log.append(Entry("asked", "refused" if refused else "cleared", asker, findings=(REFUSAL,) * refused))
        review(log, "A000001", "false positive", "Ortsname", AUDITOR)
        yield month_of(log, datetime.now(UTC).date().replace(day=1), AUDITOR)
        log.close()


def lines(month: Month, language: Language) -> list[list[str]]:
    text = report(month, "csv", language).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if language == "de" else ","))


@pytest.mark.parametrize(("language", "asked", "share"), [("de", "1.234", "0,6"), ("en", "1,234", "0.6")])
def test_the_table_holds_the_counts_of_the_log(language: Language, asked: str, share: str, month: Month) -> None:
    head, *found = lines(month, language)
    words = words_of(language)
    of = {name: [line for line in found if line[0] == words(f"report.{name}")] for name in ("outcomes", "rules")}
    assert head == HEADS[language]
    assert asked in {line[3] for line in of["outcomes"]}
    assert any(line[1] == words("status.refused") and line[3] == "7" for line in of["outcomes"])
    assert any(share in line[3] for line in of["outcomes"])
    assert any(line[1] == "K01" and line[3] == "7" for line in of["rules"])
    assert any("=ACME" in line[1] and not line[1].startswith("=") for line in found)


def read(pdf: bytes) -> tuple[str, int]:
    """The text of a PDF as another program reads it, and how many pages it has."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("no pdftotext here")
    done = subprocess.run([program, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    text = done.stdout.decode()
    return " ".join(text.split()), text.count("\f")


@pytest.mark.parametrize(("language", "asked"), [("de", "1.234"), ("en", "1,234")])
def test_the_pdf_can_be_read_and_names_the_same_counts(language: Language, asked: str, month: Month) -> None:
    text, pages = read(report(month, "pdf", language))
    words = words_of(language)
    assert asked in text and "K01" in text and "Musterladen" in text and "erika" not in text
    assert words.month(month.first) in text and words("report.log_whole") in text
    assert f"{pages} / {pages}" in text or f"{pages}/{pages}" in text


def test_both_languages_name_their_files_and_say_the_same() -> None:
    first = datetime(2026, 6, 1, tzinfo=UTC).date()
    assert file_name(first, "pdf", "de") == "footfall-revision-2026-06.pdf"
    assert file_name(first, "csv", "en") == "footfall-audit-2026-06.csv"
    german, english = (dict(keys(words_of(code).phrases["report"])) for code in ("de", "en"))
    assert german == english and len(german) > 30


def test_a_month_without_questions_is_a_report_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    log = AuditLog.open(tmp_path / "audit.sqlite")
    empty = month_of(log, datetime(2026, 1, 1, tzinfo=UTC).date(), AUDITOR)
    assert report(empty, "pdf", "de").startswith(b"%PDF")
    assert words_of("en")("report.nothing_refused") in report(empty, "csv", "en").decode("utf-8-sig")
    log.close()
