"""The sales person's journey: a client's mail becomes a brief that is edited and taken away as files."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from tests.assistant.ui.conftest import served
from tests.assistant.ui.test_page import fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")
SAID: dict[str, dict[str, str]] = {
    "de": {
        "mail": "Sehr geehrte Frau Kern,\n\nwir planen einen neuen Laden.\n"
        "- Wie viele Besuche hatte die Lindenallee im Juni 2026?\n- Lindenallee: Besuche pro Tag im Juni 2026\n"
        "- Wie wird das Wetter in Berlin?\n\nMit freundlichen Grüßen\nJ. Brandt",
        "left": "wir planen einen neuen Laden", "again": "Wie viele Besuche hatte die Lindenallee im Mai 2026?",
        "comment": "Der Juni war stark.", "missing": "Bitte den Kunden angeben",
    },
    "en": {
        "mail": "Dear Ms Kern,\n\nWe are planning a new shop.\n"
        "- How many visits did Mill Lane have in June 2026?\n- Visits by day at Mill Lane in June 2026\n"
        "- What will the weather be in Leeds?\n\nKind regards\nJ. Brandt",
        "left": "We are planning a new shop", "again": "How many visits did Mill Lane have in May 2026?",
        "comment": "June was strong.", "missing": "Please name the client",
    },
}  # fmt: skip
WAYS = [("de", 1400, "light"), ("en", 390, "dark")]


@pytest.fixture(scope="module")
def desk(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(small_warehouse, tmp_path_factory.mktemp("brief") / "audit.sqlite", "marketer") as address:
        yield f"{address.rstrip('/')}/brief"


def picture(page: "Page", name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"brief_{name}.png", full_page=True)


def questions(page: "Page") -> list[str]:
    return page.locator("#questions label").all_inner_texts()


@pytest.mark.parametrize(("language", "width", "scheme"), WAYS)
def test_a_mail_becomes_a_brief_that_is_edited_and_taken_away(
    language: str, width: int, scheme: str, visit: Callable[..., Any], desk: str
) -> None:
    said = SAID[language]
    page = visit(desk, width=width, scheme=scheme, locale={"de": "de-DE", "en": "en-GB"}[language])
    assert fits(page)
    page.locator("#create").click()
    page.locator("#said [role=alert]", has_text=said["missing"]).wait_for()
    page.locator("#client textarea, #client input").fill("=1+1 <b>Öko & Söhne</b>")
    page.locator("#purpose textarea, #purpose input").fill("Standortwahl 2027")
    page.locator("#mail textarea").fill(said["mail"])
    picture(page, f"{language}_{width}_{scheme}_order")
    page.locator("#create").click()
    page.locator("#questions label").nth(2).wait_for()
    assert page.locator("#told details li", has_text=said["left"]).count() == 1
    page.locator("#lead .ff-figure").wait_for()
    page.locator("#comment textarea").fill(said["comment"])
    page.locator("#questions label").nth(1).click()
    page.locator("#plot .js-plotly-plot").wait_for()
    assert page.locator("#comment textarea").input_value() == ""
    assert fits(page)
    picture(page, f"{language}_{width}_{scheme}_edit")
    assert page.evaluate(CONTRAST) == []
    first = questions(page)[0]
    page.locator("#up").click()
    page.locator("#questions label").nth(1).get_by_text(first[3:30]).wait_for()
    page.locator("#questions label").nth(1).click()
    page.locator("#lead .ff-figure").wait_for()
    assert page.locator("#comment textarea").input_value() == said["comment"]
    page.locator("#questions label").nth(2).click()
    page.locator("#lead .ff-notice").wait_for()
    page.locator("#remove").click()
    page.locator("#questions label").nth(2).wait_for(state="detached")
    page.locator("#another textarea").fill(said["again"])
    page.locator("#add").click()
    page.locator("#questions label").nth(2).wait_for()
    taken = {}
    for form in ("pdf", "pptx", "xlsx", "html"):
        page.locator(f"#{form}").click()
        link = page.locator(f"#made a[href$='.{form}']")
        link.wait_for()
        with page.expect_download() as waiting:
            link.click()
        taken[form] = Path(waiting.value.path()).read_bytes()
    assert taken["pdf"].startswith(b"%PDF")
    assert said["comment"] in taken["html"].decode() and "<b>" not in taken["html"].decode()
    strings = ZipFile(BytesIO(taken["xlsx"]))
    assert not any(b"<f>" in strings.read(name) for name in strings.namelist())
    picture(page, f"{language}_{width}_{scheme}_exported")


def test_a_template_is_answered_and_the_page_changes_its_language(visit: Callable[..., Any], desk: str) -> None:
    page = visit(desk, width=1400, scheme="dark", locale="en-GB")
    page.locator("#client textarea, #client input").fill("ACME")
    page.locator("#purpose textarea, #purpose input").fill("Pitch")
    page.get_by_label("Effect of an event").check()
    page.locator("#day").wait_for()
    assert page.locator("#mail").count() == 0 or not page.locator("#mail").is_visible()
    page.locator("#places input").click()
    page.get_by_role("option", name="Mill Lane").click()
    page.keyboard.press("Escape")
    picture(page, "en_1400_dark_template")
    page.locator("#create").click()
    page.locator("#questions label").nth(4).wait_for()
    picture(page, "en_1400_dark_event")
    before = questions(page)
    page.locator("#language label", has_text="DE").click()
    page.locator("#told", has_text="Fragen beantwortet").wait_for()
    assert page.locator("#questions").get_by_text("Fragen", exact=True).is_visible()
    assert [line.split(" · ")[0] for line in questions(page)] == [line.split(" · ")[0] for line in before]
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, summary, a, textarea, input')].filter(e => e.checkVisibility() &&"
        " !(e.innerText || e.ariaLabel || '').trim() && !e.labels?.length).map(e => e.outerHTML.slice(0, 120))"
    )
    assert nameless == []
    page.reload()
    page.locator("#told", has_text="Fragen beantwortet").wait_for()
    assert len(questions(page)) == len(before)
    page.locator("#setup > button").click()
    page.locator("#client").wait_for()
    picture(page, "de_1400_dark_again")
    assert page.evaluate(CONTRAST) == []
