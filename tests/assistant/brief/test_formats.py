"""A brief in every form, opened again: whose it is, what for, from which build, on which records, with its figures."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from assistant.brief.brief import Brief, make_brief, session_for
from assistant.brief.document import document
from assistant.brief.formats import FORMATS
from assistant.service import Assistant
from warehouse.build_info import BuildInfo

QUESTIONS = (
    "Wie viele Besuche hatte die Zeil im Juni 2026?",
    "und im Mai?",
    "Besuche pro Tag: Zeil im Juni 2026",
    "Besuche Zeil am 16. Mai 2026 im Vergleich zum normalen Samstag",
    "Frauenanteil je Einkaufszentrum in Deutschland im Juni 2026",
    "Besuche nach Wochentag und Stunde: Zeil im Juni 2026",
    "Woher kommen die Besucher: Zeil im Juni 2026?",
    "Wie wird das Wetter?",
)
COMMENT = "@Wichtig: <b>starker</b> Juni"
SHOWN = Callable[[bytes, Path], str]


@pytest.fixture(scope="module")
def brief(assistant: Assistant) -> Brief:
    made = make_brief(assistant, QUESTIONS, "de", "Frequenz <Zeil>", date(2026, 7, 1))
    with_comment = made.with_item(0, replace(made.items[0], comment=COMMENT))
    return replace(with_comment, build=BuildInfo("build-4711"))


def text_of_pdf(content: bytes, folder: Path) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext here")
    (folder / "brief.pdf").write_bytes(content)
    done = subprocess.run(["pdftotext", str(folder / "brief.pdf"), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def text_of_pptx(content: bytes, _folder: Path) -> str:
    from pptx import Presentation

    shapes = [shape for slide in Presentation(BytesIO(content)).slides for shape in slide.shapes]
    return "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)


def text_of_xlsx(content: bytes, _folder: Path) -> str:
    with ZipFile(BytesIO(content)) as book:
        strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return "\n".join("".join(item.itertext()) for item in strings)


def text_of_html(content: bytes, _folder: Path) -> str:
    from html import unescape

    return unescape(re.sub(r"<(svg|style).*?</\1>|<[^>]*>", " ", content.decode(), flags=re.DOTALL))


READERS: dict[str, SHOWN] = {"pdf": text_of_pdf, "pptx": text_of_pptx, "xlsx": text_of_xlsx, "html": text_of_html}


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_says_for_whom_what_for_and_on_what_evidence(form: str, brief: Brief, tmp_path: Path) -> None:
    text = " ".join(READERS[form](FORMATS[form].write(document(brief)), tmp_path).split())
    expected = [brief.title, brief.client, brief.purpose, "build-4711", "1. Juli 2026", COMMENT, QUESTIONS[-1]]
    expected += [item.answer.audit_id for item in brief.answered]
    expected += [item.question for item in brief.answered if item.question != "und im Mai?"]
    assert [part for part in expected if part not in text] == []
    figure = brief.items[0].answer.message.split(": ")[1].split()[0]
    assert figure in text and re.fullmatch(r"[\d.]+", figure)
    assert "Index 100" in text.replace("\xa0", " ") or form == "xlsx"


def test_a_workbook_holds_texts_as_texts_and_figures_as_figures(brief: Brief) -> None:
    with ZipFile(BytesIO(FORMATS["xlsx"].write(document(brief)))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        charts = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/charts/chart")]
    assert len(sheets) == 2 + len(brief.answered)
    assert not any("<f>" in sheet for sheet in sheets)
    visits = brief.items[0].answer.rows[0][0]
    assert f"<v>{visits}</v>" in sheets[1] or f"<v>{float(str(visits)):g}</v>" in sheets[1]
    share = next(chart for chart in charts if "'5'!" in chart or "5!" in chart)
    assert "$D$" in share, "the share is charted, not the visits beside it"


def test_a_page_needs_nothing_beside_it(brief: Brief) -> None:
    page = FORMATS["html"].write(document(brief)).decode()
    assert "<script" not in page and "<link" not in page and "<b>" not in page
    assert not re.search(r"(src|href)=[\"'](?!#|data:)", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))
    assert not re.search(r"url\((?!#|\"#|&quot;#)", page)
    assert "default-src 'none'" in page


def test_a_whole_question_begins_anew_and_half_a_one_goes_on(brief: Brief, assistant: Assistant) -> None:
    assert brief.items[1].answer.status == "answered" and "Mai 2026" in brief.items[1].answer.interpretation
    session = assistant.session()
    assert session_for("und im Mai?", session, assistant) is session
    assert session_for(QUESTIONS[0], session, assistant) is not session


def test_questions_are_moved_removed_and_found_again(brief: Brief) -> None:
    second = brief.items[1]
    assert brief.moved(1, -1).at(second.key) == 0
    assert brief.moved(0, -5).items == brief.items
    assert brief.moved(0, 99).items[-1] == brief.items[0]
    assert brief.without(1).at(second.key) is None
